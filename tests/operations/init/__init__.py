"""`terreau init`."""
