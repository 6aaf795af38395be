"""Figures of a community."""
