"""Rules of recurrence, and their due instants in an interval.

A pure function of (rule, zone, since, until), independent of how often it is called: after a
pause, the clock asks for a longer interval and gets the missed instants. Instants are in UTC,
where comparing is safe; the hour of a weekly rule stays the same in its zone all year.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from itertools import takewhile
from typing import TypeAlias
from zoneinfo import ZoneInfo

_EPOCH = datetime.fromtimestamp(0, UTC)
_WEEK = timedelta(weeks=1)
_MINUTE = timedelta(minutes=1)
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True)
class Weekly:
    """Each week on one weekday (Monday is 0), at one minute of the local day."""

    weekday: int
    at: time

    def __post_init__(self) -> None:
        if not 0 <= self.weekday < len(_WEEKDAYS):
            raise ValueError(f"not a weekday: {self.weekday}")
        if self.at != time(self.at.hour, self.at.minute):
            raise ValueError(f"not a whole minute of the day: {self.at}")

    def __str__(self) -> str:
        return f"{_WEEKDAYS[self.weekday]} {self.at:%H:%M}"

    def earlier(self, by: timedelta) -> "Weekly":
        """The rule that comes so much sooner, by the clock on the wall."""
        minutes = self.weekday * 1440 + self.at.hour * 60 + self.at.minute - by // _MINUTE
        day, minute = divmod(minutes % (len(_WEEKDAYS) * 1440), 1440)
        return Weekly(day, time(*divmod(minute, 60)))


@dataclass(frozen=True, slots=True)
class Once:
    """At one instant, kept in UTC."""

    at: datetime

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise ValueError(f"not an instant without its zone: {self.at}")
        object.__setattr__(self, "at", self.at.astimezone(UTC))

    def __str__(self) -> str:
        return f"once {self.at.isoformat()}"


@dataclass(frozen=True, slots=True)
class Every:
    """Each time that a whole number of periods has passed since 1970: for housekeeping."""

    period: timedelta

    def __post_init__(self) -> None:
        if self.period < timedelta(seconds=1) or self.period.microseconds:
            raise ValueError(f"not a whole number of seconds: {self.period}")

    def __str__(self) -> str:
        return f"every {self.period // timedelta(seconds=1)}"


Rule: TypeAlias = Weekly | Once | Every


def parse_rule(text: str) -> Rule:
    """Read a rule's canonical text: `tue 08:00`, `once 2026-11-27T18:00:00+00:00`, `every 3600`.

    For what people type, see `moments.read_rule`.
    """
    try:
        kind, value = text.split(" ")
        if kind == "once":
            return Once(datetime.fromisoformat(value))
        if kind == "every":
            return Every(timedelta(seconds=int(value)))
        return Weekly(_WEEKDAYS.index(kind), time.fromisoformat(value))
    except (ValueError, OverflowError) as error:
        raise ValueError(f"not a rule: {text!r}") from error


def due_times(rule: Rule, zone: ZoneInfo, since: datetime, until: datetime) -> Iterator[datetime]:
    """All due instants after `since` and up to `until`, in order, in UTC."""
    last = until.astimezone(UTC)
    return takewhile(lambda due: due <= last, _due_after(rule, zone, since.astimezone(UTC)))


def next_due(rule: Rule, zone: ZoneInfo, after: datetime) -> datetime | None:
    """The first due instant after `after`, in UTC; None if there is none."""
    return next(_due_after(rule, zone, after.astimezone(UTC)), None)


def instant(wall: datetime, zone: ZoneInfo) -> datetime:
    """The instant, in UTC, at which the clocks of `zone` show `wall` (a naive datetime).

    As in PEP 495 with `fold=0`: an hour that summer time skips is moved forward (02:30 happens
    at 03:30), an hour that winter time repeats is its first passage.
    """
    return wall.replace(tzinfo=zone, fold=0).astimezone(UTC)


def _due_after(rule: Rule, zone: ZoneInfo, since: datetime) -> Iterator[datetime]:
    match rule:
        case Weekly():
            yield from _weeks_after(rule, zone, since)
        case Once(at):
            if at > since:
                yield at
        case Every(period):
            due = _EPOCH + ((since - _EPOCH) // period) * period
            while True:
                due += period
                yield due


def _weeks_after(rule: Weekly, zone: ZoneInfo, since: datetime) -> Iterator[datetime]:
    today = since.astimezone(zone).date()
    # A week early: where clocks skip hours, last week's hour may still be to come.
    day = today - _WEEK - timedelta(days=(today.weekday() - rule.weekday) % 7)
    while True:
        due = instant(datetime.combine(day, rule.at), zone)
        if due > since:
            yield due
        day += _WEEK
