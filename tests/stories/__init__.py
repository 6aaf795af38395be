"""Whole stories over both networks, from the first word to the outcome."""
