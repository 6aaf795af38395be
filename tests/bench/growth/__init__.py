"""What acts cost the writer as a Region grows."""
