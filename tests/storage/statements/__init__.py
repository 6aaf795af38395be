"""Statements of hot paths, and what follows from them."""
