"""Transports: what all must do, and what each does on its own."""
