"""Communities and their rooms: set-up, listing, changes."""

from handlers.communities.room_words import room_name

__all__ = [
    "room_name",
]
