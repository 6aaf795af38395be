"""The poster of a community, to print for a door."""
