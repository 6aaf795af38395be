"""Conversations by e-mail."""
