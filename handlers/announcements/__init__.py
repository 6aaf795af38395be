"""Announcements: to people, rooms and channels, at once, at a time or repeatedly."""

from handlers.announcements.recipients.room_sizes import count_rooms
from handlers.announcements.sending.due_announcement import (
    CATCH_UP,
    hold_doubtful_announcement,
    miss_due_announcement,
    start_due_announcement,
)
from handlers.announcements.sending.progress import follow_announcements

__all__ = [
    "CATCH_UP",
    "count_rooms",
    "follow_announcements",
    "hold_doubtful_announcement",
    "miss_due_announcement",
    "start_due_announcement",
]
