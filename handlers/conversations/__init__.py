"""Conversations between members and gardeners, by replies."""

from handlers.conversations.messages import write_to_member

__all__ = ["write_to_member"]
