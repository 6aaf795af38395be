"""What Terreau does by itself."""
