"""Drafting: words, recipients, a time, and a preview."""
