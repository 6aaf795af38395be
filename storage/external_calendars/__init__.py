"""Tables and repositories of external calendars."""

from storage.external_calendars.feeds import EntryRow, FeedRow, Feeds

__all__ = [
    "EntryRow",
    "FeedRow",
    "Feeds",
]
