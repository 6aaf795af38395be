"""Rules of the map."""
