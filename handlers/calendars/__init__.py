"""Calendars to subscribe to: files and secret addresses."""

from handlers.calendars.subscriptions import (
    CalendarFile,
    community_calendar,
    event_calendar,
    member_calendar,
)

__all__ = [
    "CalendarFile",
    "community_calendar",
    "event_calendar",
    "member_calendar",
]
