"""Introductions of members to each other."""
