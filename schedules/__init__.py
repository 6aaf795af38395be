"""What Terreau does by itself, one file a feature."""
