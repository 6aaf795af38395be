"""Trouble with homeservers."""
