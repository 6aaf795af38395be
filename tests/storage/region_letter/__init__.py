"""Letters to the Region."""
