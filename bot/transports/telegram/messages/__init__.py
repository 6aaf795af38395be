"""Messages and files: read and sent."""
