"""Communes and their positions."""
