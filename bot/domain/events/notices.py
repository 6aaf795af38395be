"""Messages around an event: reminders before it, changes, and questions after it.

A week and a day go by local time at the event, two hours by elapsed time. A reminder due in a
person's quiet hours comes before them, and half an hour earlier, so that many can be written to in
time. It is left out within three hours after the one before.

People who signed up after a reminder was due do not get that one. After a pause only the latest due
one is sent, and none once the event began.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Any, Protocol, TypeAlias
from zoneinfo import ZoneInfo

from bot.domain.dates.local_time import USUAL_QUIET_HOURS, QuietHours, instant
from bot.domain.refusals import Final, Refusal


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
    quiet: QuietHours = USUAL_QUIET_HOURS
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
            if ahead is Ahead.HOURS:
                due = starts_at.astimezone(UTC) - _HOURS
            else:
                local = starts_at.astimezone(zone).replace(tzinfo=None)
                due = instant(local - _DAYS[ahead], zone)
            at = _before_quiet(due, habits)
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
    which, order = by_now[-1][0], list(Ahead)
    return None if any(each in had for each in order[order.index(which) :]) else which


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


CHANGES_WAIT = timedelta(minutes=30)
"""Time in which further changes join the same message."""
NEAR_EVENT = timedelta(hours=12)
"""Time before an event in which people are told of changes in their quiet hours, too."""
RESTORABLE = timedelta(hours=1)
"""Time in which a cancelled event can be reinstated."""


class NoticeKind(StrEnum):
    """Kinds of notices about an event."""

    CHANGED = "changed"
    CANCELLED = "cancelled"
    RESTORED = "restored"


class NotCancelled(Final):
    """Event {number} is not cancelled: there is nothing to restore."""


class CancelledTooLongAgo(Final):
    """Event {number} was cancelled more than an hour ago: create a new one with {event}."""


Announced: TypeAlias = Mapping[str, Any]
"""Values of an event whose change is announced, by column; the others are read on the card."""


@dataclass(frozen=True, slots=True)
class NoticeStep:
    """A change: its time, and the announced values before it."""

    at: datetime
    before: Announced


def known_to(answered_at: datetime, steps: Sequence[NoticeStep], now: Announced) -> Announced:
    """The values that a person knew who answered then: after a change they have read of it."""
    return next((each.before for each in steps if each.at >= answered_at), now)


def due_at(now: datetime, *begins: datetime) -> datetime:
    """Time at which a change is announced: in half an hour, or at once if it begins before."""
    later = now + CHANGES_WAIT
    return now if any(now < each <= later for each in begins) else later


def is_near(now: datetime, *begins: datetime) -> bool:
    """True if it begins, or was to begin, so soon that quiet hours are not awaited."""
    return any(now < each <= now + NEAR_EVENT for each in begins)


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
