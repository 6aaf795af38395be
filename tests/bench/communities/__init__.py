"""Benches of what a large community has: members, lists, letters and searches."""
