"""After an event: when people are asked, what they may answer, and for how long."""

from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Protocol
from zoneinfo import ZoneInfo

from bot.domain.dates.instants import instant
from bot.domain.refusals import Final, Refusal

ASKED_AT = time(10)
PEOPLE_ASKED_WITHIN = timedelta(days=3)
"""Time in which people are still asked, after the program was down."""
GARDENERS_ASKED_WITHIN = timedelta(days=14)
CHANGED_WITHIN = timedelta(days=14)
"""Time in which feedback can be given and changed."""
WORDS_FROM = 3
"""Number of answers before their words are shown: of two, each would know the other's."""
MOST_PHOTOS = 5
LONGEST_ACCOUNT = 1500
LONGEST_DECISIONS = 800
LONGEST_STEP = 300
LONGEST_WORDS = 500


class Mark(StrEnum):
    """Ratings."""

    GOOD = "good"
    FAIR = "fair"
    BAD = "bad"


class PlannedStep(Protocol):
    """A next step, about which gardeners are asked on its day."""

    next_on: date | None
    checked_for: date | None
    """The day for which they were asked last."""


class NotOverYet(Final):
    """Event {number} is not over yet."""


class PartTooLong(Refusal):
    """With what {name} wrote, this is too long: {most} characters at most."""


def asked_at(over_at: datetime, zone: ZoneInfo) -> datetime:
    """Time at which people are asked: the day after, at ten in the morning there."""
    day = over_at.astimezone(zone).date() + timedelta(days=1)
    return instant(datetime.combine(day, ASKED_AT), zone)


def may_say_until(over_at: datetime, zone: ZoneInfo) -> datetime:
    """End of the time in which people may answer."""
    return asked_at(over_at, zone) + CHANGED_WITHIN


def is_hour_to_ask(now: datetime, zone: ZoneInfo) -> bool:
    """True if it is late enough in the day to ask gardeners."""
    return now.astimezone(zone).time() >= ASKED_AT


def is_time_to_check(step: PlannedStep, now: datetime, zone: ZoneInfo) -> bool:
    """True from ten in the morning of its day, if gardeners were not asked for that day."""
    is_day = step.next_on is not None and step.next_on <= now.astimezone(zone).date()
    return is_day and step.checked_for != step.next_on and is_hour_to_ask(now, zone)


def put_together(before: str, more: str) -> str:
    """Texts of two people about the same thing, one below the other."""
    return "\n".join(filter(None, (before, more if more != before else "")))
