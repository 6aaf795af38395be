"""Worlds of crash tests: networks with people on them, and what storms do there."""
