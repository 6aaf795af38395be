"""Installations on Matrix."""
