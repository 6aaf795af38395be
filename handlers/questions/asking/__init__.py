"""Asking: the question, its preview, its signature, and its readers."""
