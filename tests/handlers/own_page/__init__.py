"""Members' own pages."""
