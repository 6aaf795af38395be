"""Rooms: known, entered, left; their members and rights."""
