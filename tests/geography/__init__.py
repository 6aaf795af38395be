"""Communes, positions and contours, reduced from releases of others."""
