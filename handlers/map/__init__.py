"""The map: members from a monthly snapshot, and layers of other features."""
