"""External calendars."""

from handlers.external_calendars.gathering import look, manage, why

__all__ = [
    "look",
    "manage",
    "why",
]
