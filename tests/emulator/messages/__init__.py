"""Messages: their text, buttons and files."""
