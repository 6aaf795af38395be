"""Reminders of an event that a person attends: a week, a day, two hours before.

A week and a day go by local time at the event, two hours by elapsed time. A reminder due in a
person's quiet hours comes before them, and half an hour earlier, so that many can be written to in
time. It is left out within three hours after the one before.

People who signed up after a reminder was due do not get that one. After a pause only the latest due
one is sent, and none once the event began.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import TypeAlias
from zoneinfo import ZoneInfo

from bot.domain.dates.instants import instant
from bot.domain.dates.quiet_hours import USUAL, QuietHours


class Ahead(StrEnum):
    """Times before the beginning."""

    WEEK = "week"
    DAY = "day"
    HOURS = "hours"


USUALLY = frozenset({Ahead.DAY, Ahead.HOURS})
"""The reminders of a person who never chose."""
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
    """Parse stored reminder times, such as `day,hours`; None if the person never chose."""
    if kept is None:
        return USUALLY
    return frozenset(each for each in Ahead if each.value in kept.split(","))


def written(wanted: Collection[Ahead]) -> str:
    """The stored form of a person's choice; a word says that they want none."""
    return ",".join(each.value for each in Ahead if each in wanted) or _NONE


@dataclass(frozen=True, slots=True)
class Habits:
    """A person's choice of reminders, their quiet hours and zone."""

    zone: ZoneInfo
    quiet: QuietHours = USUAL
    wanted: frozenset[Ahead] = USUALLY


Planned: TypeAlias = tuple[tuple[Ahead, datetime], ...]


@lru_cache(maxsize=1024)
def plan(starts_at: datetime, zone: ZoneInfo, habits: Habits) -> Planned:
    """Reminders of an event that begins then in its `zone`, in order, each with its time.

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
    """The reminder of an event that may be sent now.

    It is the latest that a person who signed up at `since` should have had by now, unless they
    `had` it: earlier ones are not made up for.
    """
    starts_at, zone = event
    if now >= starts_at or habits.quiet.holds(now.astimezone(habits.zone).time()):
        return None
    by_now = [(ahead, at) for ahead, at in plan(starts_at, zone, habits) if at <= now]
    if not by_now or by_now[-1][1] <= since:
        return None
    which = by_now[-1][0]
    return None if any(each in had for each in _reminders_since(which)) else which


def _reminders_since(which: Ahead) -> list[Ahead]:
    """A reminder and those that come after it."""
    order = list(Ahead)
    return order[order.index(which) :]


def _due(ahead: Ahead, starts_at: datetime, zone: ZoneInfo) -> datetime:
    if ahead is Ahead.HOURS:
        return starts_at.astimezone(UTC) - _HOURS
    return instant(starts_at.astimezone(zone).replace(tzinfo=None) - _DAYS[ahead], zone)


def _before_quiet(at: datetime, habits: Habits) -> datetime:
    """The time itself, or a time before the quiet hours in which it falls."""

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
