"""Messages and their words as JSON."""
