"""Read dates with their hours, and periods of days, as people type them in French and in English.

A small grammar over respelled words. It understands a phrase as a whole or refuses it: a guess
would be a meeting on the wrong day, and dateparser guesses ("vendredi 18h" is its 18th of the
month).

The readings of ambiguous phrases; the bot always repeats what it understood:

- "mardi" and "next tuesday" are the next such day after today; "mardi 18h" is today if it can be.
- "lundi en huit" is a week after "lundi"; "huit jours" are a week and "quinze jours" two.
- 5/12 is the 5th of December. A date without a year is the next such, except that a date within
  the last two months is past: people do not mean it ten months ahead.
- "vendredi minuit" is the end of Friday, "vendredi 0h" its beginning.
- An hour alone is the next time that clocks show it. Clock changes: see `instant`.

A period is two days around a dash or a word between them: "1er août - 25 août", "du 3 au 10 mai",
"until friday", "2 weeks". The first one borrows the month of the second. It may have begun already.
"""

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.dates.clock_times import (
    DAY,
    HOUR,
    PARTS_OF_DAY,
    WEEK,
    Phrase,
    read_duration,
    split_phrase,
    time_ahead,
)
from bot.domain.dates.date_words import LONGEST, WEEKDAYS, respelled, shortened, without_city
from bot.domain.dates.days import (
    MomentInThePast,
    UnreadableDay,
    UnreadableMoment,
    check_to_come,
    day_of,
    read_day,
)
from bot.domain.dates.local_time import instant
from bot.domain.refusals import Refusal


class HourMissing(Refusal):
    """At what time? Write for example: {example}."""

    unfinished = True


def read_moment(
    words: str, *, now: datetime, zone: ZoneInfo, default_hour: time | None = None
) -> datetime:
    """Read a moment to come; a day without an hour takes `default_hour`, or is asked its hour."""
    today = now.astimezone(zone).date()
    try:
        text = without_city(respelled(words), zone)
        wait = time_ahead(text)
        if wait is None:
            phrase = split_phrase(text)
            day = check_to_come(_day_of(phrase, now, zone), today)
            moment = _moment(day, hour_of(phrase, default_hour, words), zone)
        else:
            moment = now.astimezone(UTC) + wait
    except ValueError:
        raise UnreadableMoment(words=shortened(words)) from None
    local = moment.astimezone(zone)
    if moment <= now.astimezone(UTC):
        raise MomentInThePast(moment=local)
    check_to_come(local.date(), today)
    return local


def hour_of(phrase: Phrase, default: time | None, words: str) -> timedelta:
    """The time since midnight of a phrase, or the default. Raises HourMissing."""
    if phrase.hour is not None:
        return phrase.hour
    begins, usual, ends = PARTS_OF_DAY[phrase.part or "jour"]
    if default is None:
        raise HourMissing(example=f"{' '.join(words.split())} {usual // HOUR}h")
    since = timedelta(hours=default.hour, minutes=default.minute, seconds=default.second)
    return since if begins <= since <= ends else usual


def _day_of(phrase: Phrase, now: datetime, zone: ZoneInfo) -> date:
    """The day of a phrase; if it may be today, its hour decides."""
    today = now.astimezone(zone).date()
    may_be_today = not phrase.day or WEEKDAYS.get(phrase.day) == today.weekday()
    if phrase.hour is None or not may_be_today:
        return day_of(phrase.day, today)
    if _moment(today, phrase.hour, zone) > now:
        return today
    return today + (WEEK if phrase.day else DAY)


def _moment(day: date, since_midnight: timedelta, zone: ZoneInfo) -> datetime:
    return instant(datetime.combine(day, time()) + since_midnight, zone)


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
    rest, until = _UNTIL.subn("", typed)
    last = _day(rest, today) if until else None
    days = _both_ends(typed, today) if last is None else Days(today, last)
    if days is None:
        with suppress(Refusal):  # "2 weeks" begin today
            length = read_duration(_FOR.sub("", typed))
            days = Days(today, today + max(length, DAY) - DAY)
    if days is None:
        raise UnreadableDays(words=shortened(typed))
    if days.last < days.first:
        raise EndsBeforeItBegins
    if days.last < today:
        raise DaysAreOver
    return days


def _both_ends(typed: str, today: date) -> Days | None:
    """Two days, or one that is both; the first way to part them that can be read."""
    bare = _FROM.sub("", typed)
    for parted in (each for between in _BETWEEN for each in between.finditer(bare)):
        first, last = bare[: parted.start()], bare[parted.end() :]
        month = _NUMBER.sub("", last, count=1).strip()
        if month and _NUMBER.fullmatch(first.strip()):
            first = f"{first} {month}"  # "3" before "10 mai" is "3 mai"
        begins = _day(first, today)
        if begins is not None and (ends := _end(last, begins, today)) is not None:
            return Days(begins, ends)
    only = _day(bare, today)
    return None if only is None else Days(only, only)


def _end(last: str, begins: date, today: date) -> date | None:
    """The last day, counted from today where that comes after the first, else from the first."""
    ends = _day(last, today)
    if ends is not None and ends >= begins:
        return ends
    after = _day(last, begins) if begins > today else None
    return ends if after is None else after


def _day(typed: str, today: date) -> date | None:
    """A day, past ones included; None if it is none."""
    try:
        return read_day(typed, today=today)
    except MomentInThePast as past:
        gone = past.values["moment"]
        return gone if isinstance(gone, date) else None
    except UnreadableDay:
        return None
