"""Votes, open and secret."""
