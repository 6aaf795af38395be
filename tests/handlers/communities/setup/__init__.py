"""The first steps of a new community."""
