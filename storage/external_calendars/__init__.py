"""Tables and repositories of external calendars."""

from storage.external_calendars.external_calendars import (
    EntryRow,
    ExternalCalendar,
    ExternalCalendars,
)

__all__ = [
    "EntryRow",
    "ExternalCalendar",
    "ExternalCalendars",
]
