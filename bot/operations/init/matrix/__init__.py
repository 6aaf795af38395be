"""The bot on Matrix: its account, identity, limits and door."""
