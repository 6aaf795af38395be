"""Phrases of days, hours, lengths and periods, as people type them."""
