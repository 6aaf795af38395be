"""Read days: by weekday, by date, or counted from today."""

import re
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import date, timedelta
from typing import cast

from dateutil.relativedelta import relativedelta, weekday

from bot.domain.dates.clock_times import AHEAD, DAY, PART_OF_DAY, WEEK, calendar_step, extract
from bot.domain.dates.date_words import (
    LEADING_WORDS,
    MONTHS,
    WEEKDAYS,
    any_of,
    numbered,
    respelled,
    shortened,
)
from bot.domain.refusals import Refusal
from bot.domain.words import fold

FARTHEST = relativedelta(years=3)
_RECENTLY = timedelta(days=60)
_SEPARATORS = re.compile(r"[\s,;.!?]+")


class UnreadableMoment(Refusal):
    """I do not understand the date “{words}”. Write for example: Friday 6pm, or 5 December 2pm."""

    asked_again = True


class UnreadableDay(UnreadableMoment):
    """I do not understand the day “{words}”. Write for example: Friday, or 5 December."""


class MomentInThePast(Refusal):
    """This date is in the past: {moment}."""

    asked_again = True


class DayToCome(Refusal):
    """This day is in the future: {day}. Write a past day, or today."""


class MomentTooFar(Refusal):
    """This date is more than three years away."""


class WrongWeekday(Refusal):
    """The weekday and the date do not match. Is it {day}, or {other}?"""

    asked_again = True


def read_day(words: str, *, today: date) -> date:
    """Read a day, today or to come; an hour would be one word too many."""
    try:
        _, text = extract(respelled(words), PART_OF_DAY)
        return check_to_come(day_of(text, today), today)
    except ValueError:
        raise UnreadableDay(words=shortened(words)) from None


_MOST_WORDS_OF_DAY = 4
_MOST_LOOKED_AT = 16


def day_named(sentence: str, *, today: date) -> date | None:
    """The first day that a sentence names; None if it is past or wrong. A bare number is none."""
    words = _SEPARATORS.split(sentence.replace("’", "'"), _MOST_LOOKED_AT)[:_MOST_LOOKED_AT]
    for start in range(len(words)):
        for end in range(min(len(words), start + _MOST_WORDS_OF_DAY), start, -1):
            phrase = words[start:end]
            if _may_be_day(phrase):
                try:
                    return read_day(" ".join(phrase), today=today)
                except UnreadableDay:
                    continue
                except Refusal:
                    return None
    return None


_SHORT_DAYS = frozenset({"sam", "dim", "ven"})


def _may_be_day(words: Sequence[str]) -> bool:
    """True for words with a weekday or “demain”, or with a number beside something else.

    “mon” is rather a French word than a Monday, “jeu” a game, and “Sam” a name.
    """
    said = [fold(each) for each in words]
    days = (each for each in said if each in WEEKDAYS or each in _NEAR_DAYS)
    if any(len(each) > len("mon") for each in days) or not _SHORT_DAYS.isdisjoint(words):
        return True
    return len(said) > 1 and any(each[:1].isdecimal() for each in said)


def read_past_day(words: str, *, today: date) -> date:
    """Read a day that has been, or today: "lundi" and "3 mars" are the last ones."""

    def read(now: date) -> date:
        try:
            return read_day(words, today=now)
        except MomentInThePast as past:
            return cast("date", past.values["moment"])

    day = read(today)
    if day <= today:
        return day
    if read(today - DAY) != day - DAY:  # as "demain" would be
        for earlier in (today - WEEK, today - relativedelta(years=1)):
            if (earlier_day := read(earlier)) <= today:
                return earlier_day
    raise DayToCome(day=day)


def check_to_come(day: date, today: date) -> date:
    if day < today:
        raise MomentInThePast(moment=day)
    if day > today + FARTHEST:
        raise MomentTooFar
    return day


def day_of(text: str, today: date) -> date:
    """The day that the words name. Raises ValueError if they name none."""
    text = LEADING_WORDS.sub("", text)
    if text in _NEAR_DAYS:
        return today + _NEAR_DAYS[text] * DAY
    for pattern, read in _DAYS:
        if match := pattern.fullmatch(text):
            return read(match, today)
    raise ValueError(text)


def _weekday_to_come(match: re.Match[str], today: date) -> date:
    return today + relativedelta(days=+1, weekday=weekday(WEEKDAYS[match["weekday"]]))


def _weekday_gone(match: re.Match[str], today: date) -> date:
    return today + relativedelta(days=-1, weekday=weekday(WEEKDAYS[match["weekday"]], -1))


def _weekday_of_next_week(match: re.Match[str], today: date) -> date:
    return today + (7 - today.weekday() + WEEKDAYS[match["weekday"]]) * DAY


def _day_of_month(match: re.Match[str], today: date) -> date:
    return _first(match, today, lambda first: first.replace(day=int(match["number"])))


def _last_of_month(match: re.Match[str], today: date) -> date:
    return _first(match, today, lambda first: first + relativedelta(day=31))


def _nth_weekday(match: re.Match[str], today: date) -> date:
    nth = weekday(WEEKDAYS[match["weekday"]], int(match["number"]))
    return _first(match, today, lambda first: first + relativedelta(weekday=nth))


def _last_weekday(match: re.Match[str], today: date) -> date:
    last = relativedelta(day=31, weekday=weekday(WEEKDAYS[match["weekday"]], -1))
    return _first(match, today, lambda first: first + last)


def _first(match: re.Match[str], today: date, day_in: Callable[[date], date]) -> date:
    """The day in the first possible month that has it, not before the earliest."""
    months, earliest = _months_meant(match, today)
    for first in months:
        with suppress(ValueError):
            day = day_in(first)
            if day >= earliest and day.month == first.month:
                return day
    raise ValueError(match.string)


def _months_meant(match: re.Match[str], today: date) -> tuple[Iterable[date], date]:
    """First days of the possible months, and the earliest possible day."""
    groups = match.groupdict()
    this, month, year = today.replace(day=1), groups.get("month"), groups.get("year")
    if groups.get("which"):
        return [
            this + relativedelta(months=1 if groups["which"] == "mois prochain" else 0)
        ], date.min
    if month is None:
        return [this + relativedelta(months=n) for n in range(12)], today
    first = this.replace(month=int(month) if month.isdigit() else MONTHS[month])
    if year is None:
        return [first.replace(year=today.year + n) for n in range(5)], today - _RECENTLY
    return [first.replace(year=int(year) + (2000 if len(year) < len("2026") else 0))], date.min


def _day_ahead(match: re.Match[str], today: date) -> date:
    return today + calendar_step(match["amounts"])


def _day_ago(match: re.Match[str], today: date) -> date:
    return today - calendar_step(match["amounts"])


def _weeks_after(match: re.Match[str], today: date) -> date:
    weeks = 2 if match["far"] in {"quinze", "15"} else 1
    return check_to_come(day_of(match["day"], today), today) + weeks * WEEK


def _agreeing(match: re.Match[str], today: date) -> date:
    """Read a weekday with its date: "samedi 5 décembre"."""
    day = check_to_come(day_of(match["day"], today), today)
    apart = (WEEKDAYS[match["weekday"]] - day.weekday() + 3) % 7 - 3
    if apart:
        raise WrongWeekday(day=day, other=day + apart * DAY)
    return day


_NEAR_DAYS = numbered(
    "avanthier hier/yesterday aujourd'hui/aujourdhui/auj/today demain/tomorrow apresdemain",
    start=-2,
)

WEEKDAY = f"(?P<weekday>{any_of(WEEKDAYS)})"
_FAR = "huit|8|quinze|15"
_NTH = r"(?P<number>\d{1,2})(?:er|e|st|nd|rd|th)"
_DAY_NUMBER = rf"{_NTH}?"

_OF_MONTH = (
    rf" ?(?:(?:du|de|of the|of|in|en) |d')?(?P<month>{any_of(MONTHS)})"
    r"(?: prochain)?(?: (?P<year>\d{4}))?"
    r"| (?:(?:du|de|of) )?(?P<which>mois prochain|ce mois)"
    r"| (?:du mois|of the month|of month)"
)

_DAYS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], date], date]], ...] = tuple(
    (re.compile(pattern), read)
    for pattern, read in (
        (rf"(?:next |prochain |coming )?{WEEKDAY}(?: prochain| qui vient)?", _weekday_to_come),
        (rf"{WEEKDAY} (?:(?:de|of) )?semaine prochaine", _weekday_of_next_week),
        (rf"(?:last |dernier )?{WEEKDAY}(?: dernier| passe)?", _weekday_gone),
        (rf"{_DAY_NUMBER}(?:{_OF_MONTH})?", _day_of_month),
        (rf"(?P<month>{any_of(MONTHS)}) {_DAY_NUMBER}(?: (?P<year>\d{{4}}))?", _day_of_month),
        (r"(?P<number>\d{1,2})/(?P<month>\d{1,2})(?:/(?P<year>\d{4}|\d{2}))?", _day_of_month),
        (rf"{_NTH} {WEEKDAY}(?:{_OF_MONTH})?", _nth_weekday),
        (rf"(?:dernier|last) {WEEKDAY}(?:{_OF_MONTH})", _last_weekday),
        (rf"(?:fin|end)(?:{_OF_MONTH})", _last_of_month),
        (AHEAD.pattern, _day_ahead),
        (r"il y a (?P<amounts>.+)", _day_ago),
        (rf"(?P<day>{any_of([*WEEKDAYS, *_NEAR_DAYS])}) (?:en (?P<far>{_FAR})|week)", _weeks_after),
        (rf"{WEEKDAY}(?: prochain)? (?P<day>.+)", _agreeing),
        (rf"(?P<day>.+) {WEEKDAY}", _agreeing),
    )
)
