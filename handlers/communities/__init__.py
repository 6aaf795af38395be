"""Communities."""

from handlers.communities.room_words import room_name

__all__ = [
    "room_name",
]
