"""Conversations between members and gardeners, by replies."""
