"""Web feeds."""
