"""`terreau run`: from the start to an orderly end."""
