"""Requests to a homeserver."""
