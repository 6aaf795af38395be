"""Questions to the Region."""
