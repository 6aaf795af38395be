"""Messages and files of rooms: read and sent."""
