"""A letter as its readers and the rooms see it."""
