"""One network each, unaware of each other."""
