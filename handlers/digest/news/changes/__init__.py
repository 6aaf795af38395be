"""Changes of a news item: its words, picture and audience."""
