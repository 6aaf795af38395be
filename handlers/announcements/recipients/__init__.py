"""Recipients: people, rooms and channels, and their number."""
