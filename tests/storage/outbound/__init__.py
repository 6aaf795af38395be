"""Outbound."""
