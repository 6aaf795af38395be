"""What Terreau remembers, one file a topic."""
