"""Tables and repositories of calendars."""

from storage.calendars.addresses import CalendarFeed, CalendarFeeds

__all__ = [
    "CalendarFeed",
    "CalendarFeeds",
]
