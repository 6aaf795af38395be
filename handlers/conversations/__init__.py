"""Conversations between members and gardeners, by replies."""

from handlers.conversations.messages import LONGEST_MESSAGE, write_to_member

__all__ = ["LONGEST_MESSAGE", "write_to_member"]
