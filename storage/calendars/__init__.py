"""Tables and repositories of calendars."""

from storage.calendars.calendars import CalendarAddress, CalendarAddresses

__all__ = [
    "CalendarAddress",
    "CalendarAddresses",
]
