"""External calendars."""

from handlers.external_calendars.feed_import import calendar_button, failure_text, fetch_calendar

__all__ = [
    "calendar_button",
    "failure_text",
    "fetch_calendar",
]
