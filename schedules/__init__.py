"""What Terreau does by itself, a file or a package for each feature."""
