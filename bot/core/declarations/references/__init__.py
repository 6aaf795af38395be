"""References: declared functions as values, and those that the engine itself names."""
