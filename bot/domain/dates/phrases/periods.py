"""Read periods: "1er août - 25 août", "du 3 au 10 mai", "until friday", "2 weeks".

Two days around a dash or a word between them, each read by `days`; the bot repeats what it
understood. The first one borrows the month of the second. A period may have begun already.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta

from bot.domain.dates.phrases.date_words import LONGEST
from bot.domain.dates.phrases.days import MomentInThePast, UnreadableDay, read_day
from bot.domain.dates.phrases.durations import read_duration
from bot.domain.refusals import Refusal

_DAY = timedelta(days=1)
_BETWEEN = (
    re.compile(r" [-‐‑‒–—−]+ | ?(?:→|->) ?"),
    re.compile(r" ?,? (?:jusqu['’]aux?|jusqu['’]à|au|à|et|to|until|till|and) ", re.IGNORECASE),
    re.compile(r" ?[-‐‑‒–—−] ?"),
)
_FROM = re.compile(r"^\s*(?:du|de|dès|à partir d[eu]|entre|from|between)\s+", re.IGNORECASE)
_UNTIL = re.compile(r"^\s*(?:jusqu['’](?:aux?|à|en)?|until|till)\s*", re.IGNORECASE)
_FOR = re.compile(r"^\s*(?:pendant|durant|pour|for)\s+", re.IGNORECASE)
_NUMBER = re.compile(r"(?:le |the )?\d{1,2}(?:er|re|e|st|nd|rd|th)?", re.IGNORECASE)


class UnreadableDays(Refusal):
    """I do not understand these days: “{words}”. Write for example: 1 August - 25 August."""


class EndsBeforeItBegins(Refusal):
    """The end comes before the beginning. Write the first day, then the last one."""


class DaysAreOver(Refusal):
    """These days are over."""


@dataclass(frozen=True, slots=True)
class Days:
    """From one day to another, both included."""

    first: date
    last: date

    def covers(self, day: date) -> bool:
        """True if a day is one of these."""
        return self.first <= day <= self.last


def read_days(words: str, *, today: date) -> Days:
    """Read from when to when; one day alone is both, and "until" begins today."""
    typed = " ".join(words.split())[: LONGEST + 1]
    days = _open_end(typed, today) or _both_ends(typed, today) or _length(typed, today)
    if days is None:
        excerpt = typed if len(typed) <= 40 else f"{typed[:40]}…"  # noqa: PLR2004 - as a date is shown
        raise UnreadableDays(words=excerpt)
    if days.last < days.first:
        raise EndsBeforeItBegins
    if days.last < today:
        raise DaysAreOver
    return days


def _open_end(typed: str, today: date) -> Days | None:
    """Read "until friday": from today on."""
    rest, until = _UNTIL.subn("", typed)
    last = _day(rest, today) if until else None
    return None if last is None else Days(today, last)


def _both_ends(typed: str, today: date) -> Days | None:
    """Two days, or one that is both; the first way to part them that can be read."""
    bare = _FROM.sub("", typed)
    for first, last in _split(bare):
        begins = _day(_with_month(first, last), today)
        if begins is not None and (ends := _end(last, begins, today)) is not None:
            return Days(begins, ends)
    only = _day(bare, today)
    return None if only is None else Days(only, only)


def _split(typed: str) -> Iterator[tuple[str, str]]:
    for between in _BETWEEN:
        for found in between.finditer(typed):
            yield typed[: found.start()], typed[found.end() :]


def _end(last: str, begins: date, today: date) -> date | None:
    """The last day, counted from today where that comes after the first, else from the first."""
    ends = _day(last, today)
    if ends is not None and ends >= begins:
        return ends
    after = _day(last, begins) if begins > today else None
    return ends if after is None else after


def _with_month(first: str, last: str) -> str:
    """The first day with the month of the second: "3" before "10 mai" is "3 mai"."""
    month = _NUMBER.sub("", last, count=1).strip()
    return f"{first} {month}" if _NUMBER.fullmatch(first.strip()) and month else first


def _length(typed: str, today: date) -> Days | None:
    """Read "2 weeks": from today on."""
    with suppress(Refusal):
        length = read_duration(_FOR.sub("", typed))
        return Days(today, today + max(length, _DAY) - _DAY)
    return None


def _day(typed: str, today: date) -> date | None:
    """A day, past ones included; None if it is none."""
    try:
        return read_day(typed, today=today)
    except MomentInThePast as past:
        gone = past.values["moment"]
        return gone if isinstance(gone, date) else None
    except UnreadableDay:
        return None
