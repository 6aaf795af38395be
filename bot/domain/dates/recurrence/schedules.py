"""Read schedules as people type them: "mardi 8h", "1er mardi du mois 8h", "le 5 et le 20 à 9h".

The days are those of `repeats`, with an hour, and what becomes of public holidays: "sauf jours
fériés", "reporté si férié". A schedule of every so many weeks begins at its first day after today,
since the hour of today may be over.
"""

import re
from contextlib import suppress
from dataclasses import replace
from datetime import date, time, timedelta

from bot.domain.dates.phrases.clock_times import split_phrase
from bot.domain.dates.phrases.date_words import respelled, shortened
from bot.domain.dates.phrases.durations import DAY, MINUTE
from bot.domain.dates.phrases.moments import hour_of
from bot.domain.dates.recurrence.recurrence import OnHolidays, Recurring, parse_recurring
from bot.domain.dates.recurrence.repeats import LAST, MOST_APART, MOST_NTH, Repeat, days_of_rule
from bot.domain.refusals import Refusal

_LONGEST_CANONICAL = 60
_DAY = timedelta(days=1)
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
        return _anchored_rule(rule, today)
    except ValueError:
        raise UnreadableSchedule(words=shortened(words)) from None


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


def _anchored_rule(rule: Recurring, today: date) -> Recurring:
    """The rule with the day from which its intervals are counted: its first one after today."""
    if rule.repeat.every == 1:
        return rule
    return replace(rule, first=next(replace(rule.repeat, every=1).dates_from(today + _DAY)))


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
