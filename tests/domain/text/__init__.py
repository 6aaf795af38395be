"""Typed text."""
