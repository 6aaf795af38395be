"""Seats of an event: never more than there are, in the order of asking.

An offered seat is taken until the offer ends. The waiting list is of people, one seat each; guests
come only where seats are free and nobody waits for them.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.dates.quiet_hours import QuietHours
from bot.domain.events.rules import Rsvp
from bot.domain.refusals import Final

TIME_TO_CONFIRM = timedelta(hours=24)
LEAST_TIME = timedelta(hours=1)


class NoSeatForGuests(Final):
    """There is no place left for guests at event {number}: the waiting list comes first."""


class SignUpsOver(Final):
    """Sign-ups for event {number} ended on {deadline}.

    To ask the gardening team for a place: {write}.
    """


def free(capacity: int | None, taken: int) -> int | None:
    """Number of free seats, at least 0; None is no limit."""
    return None if capacity is None else max(capacity - taken, 0)


def seated(capacity: int | None, taken: int, *, others_wait: bool) -> Rsvp:
    """The answer that a yes becomes: people who come later wait behind those who wait."""
    remaining = free(capacity, taken)
    return Rsvp.GOING if remaining is None or (remaining > 0 and not others_wait) else Rsvp.WAITING


def to_offer(capacity: int | None, taken: int, waiting: Sequence[int]) -> Sequence[int]:
    """The next people on the waiting list to be offered a seat, in order."""
    remaining = free(capacity, taken)
    return waiting if remaining is None else waiting[:remaining]


def confirm_by(now: datetime, starts_at: datetime, zone: ZoneInfo, quiet: QuietHours) -> datetime:
    """Until when an offered seat is kept: a day, less where the event is near.

    It is a quarter of the time that is left, an hour at least, and an hour more than a night in
    which one is not written to; never longer than until the event begins.
    """
    fair = max(min(TIME_TO_CONFIRM, (starts_at - now) / 4), LEAST_TIME)
    awake = quiet.over(now, zone) + LEAST_TIME
    return min(max(now + fair, awake), starts_at)
