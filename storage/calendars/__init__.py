"""Tables and repositories of calendars."""

from storage.calendars.calendars import CalendarFeed, CalendarFeeds

__all__ = [
    "CalendarFeed",
    "CalendarFeeds",
]
