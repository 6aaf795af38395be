"""Communities."""

from handlers.communities.room_words import on_network

__all__ = [
    "on_network",
]
