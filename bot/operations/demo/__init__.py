"""`terreau demo`: people and a story on pretended networks."""
