"""What Terreau does for people, a package for each feature."""
