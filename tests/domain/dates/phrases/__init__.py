"""Phrases of dates."""
