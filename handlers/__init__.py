"""What Terreau does for people, one file a feature."""
