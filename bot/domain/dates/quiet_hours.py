"""Quiet hours, and the time at which a person may get an unasked message: one a day."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.dates.instants import instant
from bot.domain.refusals import Refusal
from bot.domain.words import fold

QUIET_FROM = time(21)
QUIET_UNTIL = time(8)
_DAY = timedelta(days=1)
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


USUAL = QuietHours()


def next_unasked(
    now: datetime, zone: ZoneInfo, last: date | None, quiet: QuietHours = USUAL
) -> datetime:
    """The first instant from `now` on at which an unasked message may leave.

    `last` is the local day of the person's latest unasked message.
    """
    if last is not None and now.astimezone(zone).date() <= last:
        now = instant(datetime.combine(last + _DAY, time()), zone)
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
