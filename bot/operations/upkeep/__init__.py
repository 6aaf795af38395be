"""`terreau migrate`, `terreau purge` and `terreau export`."""
