"""Members' own pages: the link to them, and their first tab."""
