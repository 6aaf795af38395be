"""One community on several networks at once."""
