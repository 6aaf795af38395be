"""The moment at which those who have not voted are reminded of a poll."""

from datetime import datetime, timedelta

_AHEAD = ((timedelta(days=2), timedelta(days=1)), (timedelta(hours=12), timedelta(hours=3)))
"""A poll that lasts so long or longer is recalled so long before its end."""


def reminder_at(opened_at: datetime, ends_at: datetime | None) -> datetime | None:
    """The moment of the only reminder; None for a poll without end, or one that is short."""
    if ends_at is None:
        return None
    lasts = ends_at - opened_at
    return next((ends_at - ahead for least, ahead in _AHEAD if lasts >= least), None)
