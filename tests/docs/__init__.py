"""The pages: what they name is there, and what they show happens."""
