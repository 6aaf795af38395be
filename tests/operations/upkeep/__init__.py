"""`terreau migrate`, `terreau purge`, `terreau export` and `terreau erase`."""
