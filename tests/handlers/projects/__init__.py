"""Projects of members."""
