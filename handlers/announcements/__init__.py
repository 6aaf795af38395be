"""Announcements: to people, rooms and channels, at once, at a time or repeatedly."""

from handlers.announcements.approval import (
    CATCH_UP,
    hold_doubtful_announcement,
    miss_due_announcement,
    start_due_announcement,
)
from handlers.announcements.progress import follow_announcements
from handlers.announcements.recipients import count_rooms

__all__ = [
    "CATCH_UP",
    "count_rooms",
    "follow_announcements",
    "hold_doubtful_announcement",
    "miss_due_announcement",
    "start_due_announcement",
]
