"""What Terreau remembers, a package for each feature."""
