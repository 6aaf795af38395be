"""Presses."""
