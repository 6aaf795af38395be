"""When somebody is reminded of an event they go to: a week, a day, two hours before.

A week and a day go by the clock on the wall of the event, two hours by what passes. What would
come in a person's quiet hours comes before them: the evening before is of use, the morning after
too late. It then leaves half an hour earlier, so that many can be written to in time. Where that
is within three hours after the one before, it would say the same again and is left out.

Whoever signed up after a reminder was due does not get that one. After a pause only the latest of
those due counts, and none once the event began.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import TypeAlias
from zoneinfo import ZoneInfo

from bot.domain.dates.quiet_hours import USUAL, Quiet
from bot.domain.dates.recurrence import instant


class Ahead(StrEnum):
    """How long before the beginning."""

    WEEK = "week"
    DAY = "day"
    HOURS = "hours"


USUALLY = frozenset({Ahead.DAY, Ahead.HOURS})
"""Which ones a person gets who never said."""
EARLIEST = timedelta(days=8, hours=2)
"""Nobody is reminded so long before: a week, a day for quiet hours, the rest for clocks."""
_NONE = "none"
_DAYS = {Ahead.WEEK: timedelta(days=7), Ahead.DAY: timedelta(days=1)}
_HOURS = timedelta(hours=2)
_BEFORE_QUIET = timedelta(minutes=30)
_APART = timedelta(hours=3)
_MINUTE = timedelta(minutes=1)
_DAY = timedelta(days=1)


def read_wanted(kept: str | None) -> frozenset[Ahead]:
    """Read which ones a person wants, as it is kept: `day,hours`; None for who never said."""
    if kept is None:
        return USUALLY
    return frozenset(each for each in Ahead if each.value in kept.split(","))


def written(wanted: Collection[Ahead]) -> str:
    """Give which ones a person wants, as it is kept; a word says that they want none."""
    return ",".join(each.value for each in Ahead if each in wanted) or _NONE


@dataclass(frozen=True, slots=True)
class Habits:
    """How a person wants to be reminded: which ones, and when they are left alone, where."""

    zone: ZoneInfo
    quiet: Quiet = USUAL
    wanted: frozenset[Ahead] = USUALLY


Planned: TypeAlias = tuple[tuple[Ahead, datetime], ...]


@lru_cache(maxsize=1024)
def plan(starts_at: datetime, zone: ZoneInfo, habits: Habits) -> Planned:
    """Give the reminders of an event that begins then in its `zone`, in order, each with its time.

    None comes in quiet hours, nor within three hours after another.
    """
    planned: list[tuple[Ahead, datetime]] = []
    for ahead in Ahead:
        if ahead in habits.wanted:
            at = _before_quiet(_due(ahead, starts_at, zone), habits)
            if not planned or at - planned[-1][1] >= _APART:
                planned.append((ahead, at))
    return tuple(planned)


def reminder(
    event: tuple[datetime, ZoneInfo],
    habits: Habits,
    *,
    since: datetime,
    now: datetime,
    had: Collection[Ahead] = (),
) -> Ahead | None:
    """Give the reminder that may leave now, of an event that begins then and there.

    It is the latest that somebody who signed up at `since` should have had by now, unless they
    `had` it: earlier ones that they did not get are not made good.
    """
    starts_at, zone = event
    if now >= starts_at or habits.quiet.holds(now.astimezone(habits.zone).time()):
        return None
    by_now = [(ahead, at) for ahead, at in plan(starts_at, zone, habits) if at <= now]
    if not by_now or by_now[-1][1] <= since:
        return None
    which = by_now[-1][0]
    return None if any(each in had for each in _from(which)) else which


def _from(which: Ahead) -> list[Ahead]:
    """Give a reminder and those that come after it."""
    order = list(Ahead)
    return order[order.index(which) :]


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
