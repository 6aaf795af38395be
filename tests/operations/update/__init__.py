"""`terreau update`."""
