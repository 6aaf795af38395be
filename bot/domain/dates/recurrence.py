"""Rules of recurrence: their due instants in an interval, and schedules as people type them.

A pure function of (rule, zone, since, until), independent of how often it is called: after a
pause, the clock asks for a longer interval and gets the missed instants. Instants are in UTC,
where comparing is safe; the hour of a recurring rule stays the same in its zone all year.

Typed schedules ("mardi 8h", "1er mardi du mois 8h", "le 5 et le 20 à 9h") have the days of
`repeats`, with an hour, and what becomes of public holidays: "sauf jours fériés", "reporté si
férié". A schedule of every so many weeks begins at its first day after today, since the hour of
today may be over.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import islice, takewhile
from typing import TypeAlias
from zoneinfo import ZoneInfo

from bot.domain.dates.clock_times import DAY, MINUTE, split_phrase
from bot.domain.dates.date_words import respelled, shortened
from bot.domain.dates.local_time import holidays_in, instant, next_working_day
from bot.domain.dates.moments import Days, hour_of
from bot.domain.dates.repeats import LAST, MOST_APART, MOST_NTH, Repeat, days_of_rule
from bot.domain.refusals import Refusal

_EPOCH = datetime.fromtimestamp(0, UTC)
_FIRST_DAY = date(1970, 1, 1)
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_CODES = ("mo", "tu", "we", "th", "fr", "sa", "su")
_DAY_CODE = re.compile(r"(-?\d)?(mo|tu|we|th|fr|sa|su)")
_RECURRING = re.compile(
    r"(?P<frequency>weekly|monthly)(?:/(?P<every>\d{1,2}))? (?P<days>[-\da-z,]{1,40})"
    r" (?P<hour>\d\d)[:h](?P<minute>\d\d)(?: (?P<first>\d{8}))?(?: (?P<holidays>skipped|moved))?"
    r"(?: pause (?P<from>\d{8})-(?P<until>\d{8}))?"
)
_MOST_SKIPPED = 30
"""Days in a row that are all holidays: a rule that has so many never happens."""
_LOOKED_BACK = timedelta(days=14)
"""Before an interval: a day of it may be due later, moved by holidays or by skipped hours."""


class NeverHappens(Refusal):
    """These days are all public holidays, so nothing would ever go out. Choose other days."""


class OnHolidays(StrEnum):
    """The treatment of public holidays."""

    KEPT = "kept"
    SKIPPED = "skipped"
    MOVED = "moved"
    """To the next working day, at the same hour."""


@dataclass(frozen=True, slots=True)
class Recurring:
    """On the days of a rule, at one minute of the local day."""

    repeat: Repeat
    at: time
    first: date = _FIRST_DAY
    """The day from which intervals are counted; of no effect where they are of one."""
    holidays: OnHolidays = OnHolidays.KEPT
    pause: Days | None = None
    """Nothing is due on these days."""

    def __post_init__(self) -> None:
        if self.at != time(self.at.hour, self.at.minute):
            raise ValueError(f"not a whole minute of the day: {self.at}")
        if self.repeat.every == 1 and self.first != _FIRST_DAY:
            object.__setattr__(self, "first", _FIRST_DAY)

    @classmethod
    def weekly(cls, weekday: int, at: time) -> "Recurring":
        """Each week on one weekday; Monday is 0."""
        if not 0 <= weekday < len(_WEEKDAYS):
            raise ValueError(f"not a weekday: {weekday}")
        return cls(Repeat("WEEKLY", days=((0, weekday),)), at)

    def __str__(self) -> str:
        """The canonical text, which `parse_rule` reads; short, as it stands in buttons."""
        if self == Recurring.weekly(weekday := (self.repeat.days or ((0, 0),))[0][1], self.at):
            return f"{_WEEKDAYS[weekday]} {self.at:%H:%M}"
        every = f"/{self.repeat.every}" if self.repeat.every > 1 else ""
        days = [f"{place or ''}{_CODES[day]}" for place, day in self.repeat.days]
        parts = [
            f"{self.repeat.frequency.lower()}{every}",
            ",".join(days or map(str, self.repeat.month_days)),
            f"{self.at:%H:%M}",
            *([f"{self.first:%Y%m%d}"] if self.first != _FIRST_DAY else []),
            *([] if self.holidays is OnHolidays.KEPT else [self.holidays]),
            *([f"pause {p.first:%Y%m%d}-{p.last:%Y%m%d}"] if (p := self.pause) else []),
        ]
        return " ".join(parts)

    def days(self, since: date) -> Iterator[date]:
        """The days of the rule from `since` on, holidays included."""
        first = self.first
        if self.repeat.every == 1:
            first = max(since, _FIRST_DAY)
        yield from (day for day in self.repeat.dates_from(first) if day >= since)


@dataclass(frozen=True, slots=True)
class Before:
    """So long before each time of a recurring rule, by the clock on the wall."""

    rule: Recurring
    by: timedelta

    def __str__(self) -> str:
        return f"before {self.by // MINUTE} {self.rule}"


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


Rule: TypeAlias = Recurring | Before | Once | Every


def parse_rule(text: str) -> Rule:
    """Read a rule's canonical text: `tue 08:00`, `once 2026-11-27T18:00:00+00:00`, `every 3600`.

    For what people type, see `read_schedule`.
    """
    try:
        kind, value = text.split(" ", 1)
        match kind:
            case "once":
                return Once(datetime.fromisoformat(value))
            case "every":
                return Every(timedelta(seconds=int(value)))
            case "before":
                minutes, rule = value.split(" ", 1)
                return Before(parse_recurring(rule), int(minutes) * MINUTE)
            case _:
                return parse_recurring(text)
    except (ValueError, OverflowError) as error:
        raise ValueError(f"not a rule: {text!r}") from error


def parse_recurring(text: str) -> Recurring:
    """Read the canonical text of a recurring rule: `monthly 1tu 08:00`. Raises ValueError."""
    match = _RECURRING.fullmatch(text)
    if match is None:
        kind, at = text.split(" ")
        return Recurring.weekly(_WEEKDAYS.index(kind), time.fromisoformat(at))
    places = [_DAY_CODE.fullmatch(each) for each in match["days"].split(",")]
    days = tuple((int(each[1] or 0), _CODES.index(each[2])) for each in places if each)
    repeat = Repeat(
        match["frequency"].upper(),
        every=int(match["every"] or 1),
        days=days,
        month_days=() if days else tuple(int(each) for each in match["days"].split(",")),
    )
    first = date.fromisoformat(match["first"]) if match["first"] else _FIRST_DAY
    holidays = OnHolidays(match["holidays"] or OnHolidays.KEPT)
    pause = None
    if match["from"]:
        pause = Days(date.fromisoformat(match["from"]), date.fromisoformat(match["until"]))
    due_at = time(int(match["hour"]), int(match["minute"]))
    return Recurring(repeat, due_at, first, holidays, pause)


def due_times(rule: Rule, zone: ZoneInfo, since: datetime, until: datetime) -> Iterator[datetime]:
    """All due instants after `since` and up to `until`, in order, in UTC."""
    last = until.astimezone(UTC)
    return takewhile(lambda due: due <= last, _due_after(rule, zone, since.astimezone(UTC)))


def next_due(rule: Rule, zone: ZoneInfo, after: datetime) -> datetime | None:
    """The first due instant after `after`, in UTC; None if there is none."""
    return next(_due_after(rule, zone, after.astimezone(UTC)), None)


def check_happens(rule: Rule, zone: ZoneInfo, after: datetime) -> None:
    """Raise `NeverHappens` for a rule that has no due instant any more."""
    if next_due(rule, zone, after) is None:
        raise NeverHappens


def coming(rule: Rule, zone: ZoneInfo, after: datetime, count: int) -> list[datetime]:
    """The next due instants after `after`, so many if there are."""
    return list(islice(_due_after(rule, zone, after.astimezone(UTC)), count))


def _due_after(rule: Rule, zone: ZoneInfo, since: datetime) -> Iterator[datetime]:
    match rule:
        case Recurring():
            yield from _walls_after(rule, zone, since, timedelta())
        case Before(recurring, by):
            yield from _walls_after(recurring, zone, since, by)
        case Once(at):
            if at > since:
                yield at
        case Every(period):
            due = _EPOCH + ((since - _EPOCH) // period) * period
            while True:
                due += period
                yield due


def _walls_after(
    rule: Recurring, zone: ZoneInfo, since: datetime, earlier: timedelta
) -> Iterator[datetime]:
    """The due instants of a rule, each so much earlier, by the clock on the wall."""
    last = since
    for day in _kept_days(rule, zone, (since + earlier).astimezone(zone).date() - _LOOKED_BACK):
        if rule.pause is not None and rule.pause.covers(day):
            continue
        due = instant(datetime.combine(day, rule.at) - earlier, zone)
        if due > last:
            last = due
            yield due


def _kept_days(rule: Recurring, zone: ZoneInfo, since: date) -> Iterator[date]:
    """The days on which something happens in order, holidays skipped or moved."""
    public = () if rule.holidays is OnHolidays.KEPT else holidays_in(zone.key)
    moved: list[date] = []
    skipped = 0
    for day in rule.days(since):
        while moved and moved[0] <= day:
            yield moved.pop(0)
        skipped = skipped + 1 if day in public else 0
        if not skipped:
            yield day
        elif rule.holidays is OnHolidays.MOVED:
            moved.append(next_working_day(day, zone))
        elif skipped == _MOST_SKIPPED:
            return
    yield from moved


_LONGEST_CANONICAL = 60
_MOST_DAYS = 4
"""Of a month or week: more would be noise, and not stand in a button."""


class UnreadableSchedule(Refusal):
    """I do not understand “{words}”. Write for example: Tuesday 8am, or 1st Tuesday 8am."""


class DayMissing(Refusal):
    """On which day? Write for example: every two weeks on Tuesday 8am."""


def read_schedule(words: str, *, today: date) -> Recurring:
    """Read the days and the hour of a schedule, or the canonical text of a rule.

    Raises UnreadableSchedule, DayMissing, HourMissing.
    """
    if (canonical := _canonical(words)) is not None:
        return canonical
    try:
        text, holidays = _without_holidays(respelled(words.replace(",", " ")))
        phrase = split_phrase(text)
        repeat = _days(phrase.day)
        shift, at = divmod(hour_of(phrase, None, words), DAY)
        rule = Recurring(
            _shifted(repeat, shift), time(*divmod(at // MINUTE, 60)), holidays=holidays
        )
        if rule.repeat.every != 1:  # its intervals are counted from its first day after today
            every_time = replace(rule.repeat, every=1)
            rule = replace(rule, first=next(every_time.dates_from(today + DAY)))
    except ValueError:
        raise UnreadableSchedule(words=shortened(words)) from None
    return rule


def _canonical(words: str) -> Recurring | None:
    """The rule that canonical text names, as far as words could name it."""
    try:
        rule = parse_recurring(words) if len(words) <= _LONGEST_CANONICAL else None
    except ValueError:
        return None
    return rule if rule and _is_plain(rule.repeat) else None


def _is_plain(repeat: Repeat) -> bool:
    """True for a rule of each week or month with a few days that exist."""
    days = repeat.days or repeat.month_days
    return (
        repeat.frequency in {"WEEKLY", "MONTHLY"}
        and 1 <= len(days) <= _MOST_DAYS
        and 1 <= repeat.every <= MOST_APART[repeat.frequency]
        and all(LAST <= place <= MOST_NTH for place, _ in repeat.days)
        and all(day == LAST or 1 <= day <= 31 for day in repeat.month_days)  # noqa: PLR2004
    )


def _days(text: str) -> Repeat:
    """The days of a schedule: each week or each month, without an end."""
    for words in (text, f"le {text}"):
        with suppress(ValueError):
            repeat = days_of_rule(words)
            if repeat.frequency != "YEARLY" and not (repeat.days or repeat.month_days):
                raise DayMissing
            if _is_plain(repeat):
                return repeat
    raise ValueError(text)


def _shifted(repeat: Repeat, days: int) -> Repeat:
    """The rule one day later, for a midnight that ends its day."""
    if not days:
        return repeat
    if repeat.frequency != "WEEKLY":
        raise ValueError(repeat)
    return replace(repeat, days=tuple(sorted((0, (day + days) % 7) for _, day in repeat.days)))


def _without_holidays(text: str) -> tuple[str, OnHolidays]:
    """The words without what becomes of holidays."""
    for pattern, kind in _HOLIDAYS:
        if match := pattern.search(text):
            return f"{text[: match.start()]} {text[match.end() :]}", kind
    return text, OnHolidays.KEPT


_PUBLIC = r"(?:les |on |the |public |bank )*(?:jours? feries?|feries?|holidays?)"
_HOLIDAYS = (
    (re.compile(rf"\b(?:sauf|hors|except|excluding|not on) {_PUBLIC}\b"), OnHolidays.SKIPPED),
    (
        re.compile(
            r"\b(?:reportee?|decalee?|deplacee?|moved|postponed) (?:si |if |after |apres )?"
            rf"{_PUBLIC}\b"
        ),
        OnHolidays.MOVED,
    ),
)
