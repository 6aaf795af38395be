"""A community."""
