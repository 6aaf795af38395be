"""Worlds of crash tests: networks with people on them, and storms there."""
