"""`terreau check`."""
