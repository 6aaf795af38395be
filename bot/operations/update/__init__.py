"""`terreau update`: another version in one command, and back."""
