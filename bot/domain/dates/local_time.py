"""Instants of local clocks, public holidays, working days, quiet hours, and the periods of figures.

Public holidays are those of the country that a time zone lies in (Code du travail L3133-1 in
France), from the library `holidays`. Overseas départements have theirs, as their zones do.
"""

import re
from collections.abc import Container
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from babel.core import get_global
from dateutil.relativedelta import relativedelta

from bot.domain.refusals import Refusal
from bot.domain.words import fold

NOT_YET = datetime.min.replace(tzinfo=UTC)
"""In place of the moment at which a thing is stored, before it is."""


def instant(wall: datetime, zone: ZoneInfo) -> datetime:
    """The instant, in UTC, at which the clocks of `zone` show `wall` (a naive datetime).

    As in PEP 495 with `fold=0`: an hour that summer time skips is moved forward (02:30 happens
    at 03:30), an hour that winter time repeats is its first passage.
    """
    return wall.replace(tzinfo=zone, fold=0).astimezone(UTC)


_SATURDAY = 5
_DAY = timedelta(days=1)


@cache
def holidays_in(zone_key: str) -> Container[date]:
    """The holidays by a zone's name; none where the zone has no country, as UTC."""
    import holidays  # noqa: PLC0415 - it takes a third of a second, and few schedules heed them

    country = get_global("zone_territories").get(zone_key)
    if country not in holidays.list_supported_countries():
        return ()
    return holidays.country_holidays(country)


def next_working_day(day: date, zone: ZoneInfo) -> date:
    """The day itself, or the first one after it that is neither a holiday nor in a weekend."""
    public = holidays_in(zone.key)
    while day in public or day.weekday() >= _SATURDAY:
        day += _DAY
    return day


def add_working_days(day: date, count: int, zone: ZoneInfo) -> date:
    """The working day that many working days later; 0 gives the day itself or the next one."""
    day = next_working_day(day, zone)
    for _ in range(count):
        day = next_working_day(day + _DAY, zone)
    return day


def working_days_between(first: date, last: date, zone: ZoneInfo) -> int:
    """Number of working days after `first`, up to and with `last`; 0 if it is not later."""
    count, day = 0, next_working_day(first + _DAY, zone)
    while day <= last:
        count += 1
        day = next_working_day(day + _DAY, zone)
    return count


QUIET_FROM = time(21)
QUIET_UNTIL = time(8)

_HOUR = r"(\d{1,2}) ?(?:heures?|h|:|\.)? ?(\d{2})? ?(am|pm)?"
_HOURS = re.compile(
    rf"(?:(?:de|from|entre|between) )?{_HOUR} ?(?:-|–|—|a|et|and|to|until) ?{_HOUR}"
)
_NAMED_HOURS = {"minuit": 0, "midnight": 0, "midi": 12, "noon": 12}
_NAMED = re.compile(rf"\b(?:{'|'.join(_NAMED_HOURS)})\b")


class UnreadableHours(Refusal):
    """I do not understand “{typed}”. Write for example: 22:00 - 7:30."""


class NoQuietAtAll(Refusal):
    """Both times are the same: write when quiet hours begin and when they end."""


@dataclass(frozen=True, slots=True)
class QuietHours:
    """Quiet hours of the local day, or over midnight."""

    start: time = QUIET_FROM
    end: time = QUIET_UNTIL

    def holds(self, at: time) -> bool:
        """True if it is quiet at this time of day."""
        if self.start <= self.end:
            return self.start <= at < self.end
        return at >= self.start or at < self.end

    def over(self, now: datetime, zone: ZoneInfo) -> datetime:
        """The first instant from `now` on that is not quiet."""
        local = now.astimezone(zone)
        if not self.holds(local.time()):
            return now
        day = local.date() + (_DAY if local.time() >= self.end else timedelta())
        ends = datetime.combine(day, self.end, tzinfo=zone)
        # When clocks change, an hour comes twice or never: the later reading is not quiet.
        return max(each.astimezone(UTC) for each in (now, ends, ends.replace(fold=1)))


USUAL_QUIET_HOURS = QuietHours()


def next_unasked(
    now: datetime,
    zone: ZoneInfo,
    last: date | None,
    quiet: QuietHours = USUAL_QUIET_HOURS,
    *,
    pace: timedelta = _DAY,
) -> datetime:
    """The first instant from `now` on at which an unasked message may leave.

    `last` is the local day of the person's latest unasked message; the next one leaves `pace`
    later, in whole days.
    """
    if last is not None and now.astimezone(zone).date() < last + pace:
        now = instant(datetime.combine(last + pace, time()), zone)
    return quiet.over(now, zone)


def read_quiet(typed: str) -> QuietHours:
    """Read typed quiet hours: `22h - 7h30`, `10pm to 8am`."""
    words = _NAMED.sub(lambda word: f"{_NAMED_HOURS[word[0]]}h", fold(typed)).rstrip(" .")
    match = _HOURS.fullmatch(words)
    if match is None:
        raise UnreadableHours(typed=typed[:40])
    try:
        start, end = _time(*match.groups()[:3]), _time(*match.groups()[3:])
    except ValueError as error:
        raise UnreadableHours(typed=typed[:40]) from error
    if start == end:
        raise NoQuietAtAll
    return QuietHours(start, end)


def _time(hour: str, minute: str | None, half: str | None) -> time:
    """A time of day; 24 h is 0 h. Raises ValueError if there is no such time."""
    on_clock = int(hour) if half is None else int(hour) % 12 + 12 * (half == "pm")
    return time(0 if hour == "24" else on_clock, int(minute or 0))


@dataclass(frozen=True, slots=True)
class Period:
    """A period of figures, without its end."""

    since: datetime
    until: datetime

    def months_before(self, count: int, zone: ZoneInfo) -> "Period":
        """The same so many months earlier, by the clock of a zone."""
        back = relativedelta(months=count)
        moments = (each.astimezone(zone) - back for each in (self.since, self.until))
        return Period(*moments)
