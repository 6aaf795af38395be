"""A community: its settings, rooms and gardeners."""
