"""Changes of a news item."""
