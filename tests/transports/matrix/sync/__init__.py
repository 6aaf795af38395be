"""The sync loop."""
