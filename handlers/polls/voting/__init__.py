"""Votes and their words, open and secret."""
