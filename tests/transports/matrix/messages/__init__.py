"""Messages and files of rooms."""
