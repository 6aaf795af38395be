"""Acting for a person without a phone: their request, its date, and how long it holds."""

from datetime import date, timedelta

from bot.domain.refusals import Final

HOLDS = timedelta(days=60)
"""Time for which data is kept before a person's own yes, unless they ask again: 60 days."""


class AskedLongAgo(Final):
    """They asked more than 60 days ago. Call them again, and write the day of that call."""


class NotActedFor(Final):
    """You no longer act for this person. {proxy} shows for whom you act."""


def expiry(asked_on: date, today: date) -> date:
    """The day on which all goes that was asked for on `asked_on`."""
    if asked_on + HOLDS <= today:
        raise AskedLongAgo
    return asked_on + HOLDS
