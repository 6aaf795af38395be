"""Outcomes of polls: told by gardeners after the close, published, and followed up."""
