"""Asking: the question, its preview, how it is signed, and who reads it."""
