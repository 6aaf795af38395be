"""Communities and their rooms."""
