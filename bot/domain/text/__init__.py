"""Typed text: addresses, names, files' names, and words as searches and spreadsheets take them."""
