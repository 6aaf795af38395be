"""The map: members from a monthly snapshot, and what other features put on it."""
