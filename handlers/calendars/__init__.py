"""Calendars."""

from handlers.calendars.subscriptions import Written, of_community, of_event, of_member

__all__ = [
    "Written",
    "of_community",
    "of_event",
    "of_member",
]
