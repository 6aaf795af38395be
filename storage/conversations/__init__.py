"""Tables and repositories of conversations."""

from storage.conversations.conversations import Conversation, Conversations, about_conversation

__all__ = [
    "Conversation",
    "Conversations",
    "about_conversation",
]
