"""Encrypted rooms."""
