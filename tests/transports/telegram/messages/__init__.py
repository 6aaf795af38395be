"""Messages and files."""
