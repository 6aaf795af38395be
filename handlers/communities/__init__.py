"""Communities and their rooms: set-up, listing, changes."""

from handlers.communities.restoration_notice import plan_restoration_notices
from handlers.communities.room_words import room_name

__all__ = [
    "plan_restoration_notices",
    "room_name",
]
