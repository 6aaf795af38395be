"""Pages that are fetched from servers of others."""
