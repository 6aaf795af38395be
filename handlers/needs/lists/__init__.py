"""Lists of needs and offers, filtered or searched."""
