"""A new need or offer: typed, previewed, changed and sent."""
