"""Requests to the Bot API, and what its refusals mean."""
