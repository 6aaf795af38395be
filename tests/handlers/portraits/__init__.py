"""Portraits."""
