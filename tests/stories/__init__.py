"""Whole stories over both networks, from the first word to what became of it."""
