"""Requests to the Bot API."""
