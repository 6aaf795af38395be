"""References that are named from several files: made ahead of the functions that bind them."""
