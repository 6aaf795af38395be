"""When somebody is reminded of an event they go to: a week, a day, two hours before.

A week and a day go by the clock on the wall of the event, two hours by what passes. What would
come in a person's quiet hours comes before them: the evening before is of use, the morning after
too late. It then leaves half an hour earlier, so that many can be written to in time. Where that
is within three hours after the one before, it would say the same again and is left out.

Whoever signed up after a reminder was due does not get that one. After a pause only the latest of
those due counts, and none once the event began.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.domain.quiet import USUAL, Quiet
from bot.domain.recurrence import instant


class Ahead(StrEnum):
    """How long before the beginning."""

    WEEK = "week"
    DAY = "day"
    HOURS = "hours"


USUALLY = frozenset({Ahead.DAY, Ahead.HOURS})
"""Which ones a person gets who never said."""
EARLIEST = timedelta(days=8, hours=2)
"""Nobody is reminded so long before: a week, a day for quiet hours, the rest for clocks."""
_DAYS = {Ahead.WEEK: timedelta(days=7), Ahead.DAY: timedelta(days=1)}
_HOURS = timedelta(hours=2)
_BEFORE_QUIET = timedelta(minutes=30)
_APART = timedelta(hours=3)
_MINUTE = timedelta(minutes=1)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Habits:
    """How a person wants to be reminded: which ones, and when they are left alone, where."""

    zone: ZoneInfo
    quiet: Quiet = USUAL
    wanted: Collection[Ahead] = USUALLY


def plan(starts_at: datetime, zone: ZoneInfo, habits: Habits) -> Sequence[tuple[Ahead, datetime]]:
    """Give the reminders of an event that begins then in its `zone`, in order, each with its time.

    None comes in quiet hours, nor within three hours after another.
    """
    planned: list[tuple[Ahead, datetime]] = []
    for ahead in Ahead:
        if ahead in habits.wanted:
            at = _before_quiet(_due(ahead, starts_at, zone), habits)
            if not planned or at - planned[-1][1] >= _APART:
                planned.append((ahead, at))
    return planned


def due(
    planned: Sequence[tuple[Ahead, datetime]], *, since: datetime, now: datetime
) -> Ahead | None:
    """Give the reminder that somebody who signed up at `since` should have had by now: the latest.

    Earlier ones that they did not get are not made good.
    """
    by_now = [(ahead, at) for ahead, at in planned if at <= now]
    if not by_now or by_now[-1][1] <= since:
        return None
    return by_now[-1][0]


def _due(ahead: Ahead, starts_at: datetime, zone: ZoneInfo) -> datetime:
    if ahead is Ahead.HOURS:
        return starts_at.astimezone(UTC) - _HOURS
    return instant(starts_at.astimezone(zone).replace(tzinfo=None) - _DAYS[ahead], zone)


def _before_quiet(at: datetime, habits: Habits) -> datetime:
    """Give the time itself, or one before the quiet hours in which it falls."""

    def is_quiet(when: datetime) -> bool:
        return habits.quiet.holds(when.astimezone(habits.zone).time())

    if not is_quiet(at):
        return at
    local, begins = at.astimezone(habits.zone), habits.quiet.start
    day = local.date() if local.time() >= begins else local.date() - _DAY
    last = instant(datetime.combine(day, begins), habits.zone) - _MINUTE
    while is_quiet(last):  # where clocks change
        last -= _MINUTE
    early = last + _MINUTE - _BEFORE_QUIET
    return last if is_quiet(early) else early


def reminder(
    starts_at: datetime, zone: ZoneInfo, habits: Habits, *, since: datetime, now: datetime
) -> Ahead | None:
    """Give the reminder that may leave now: the event is still to come, and it is not quiet."""
    if now >= starts_at or habits.quiet.holds(now.astimezone(habits.zone).time()):
        return None
    return due(plan(starts_at, zone, habits), since=since, now=now)
