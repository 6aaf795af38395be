"""Rooms of communities."""
