"""Read lengths of time, such as "1h30" and "2 jours et 3 heures"."""

import re
from contextlib import suppress
from datetime import timedelta

from dateutil.relativedelta import relativedelta

from bot.domain.dates.phrases.date_words import UNITS, any_of, respelled, shortened
from bot.domain.refusals import Refusal

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
WEEK = timedelta(weeks=1)


class UnreadableDuration(Refusal):
    """I do not understand the duration “{words}”. Write for example: 2 days, or 1h30."""


def read_duration(words: str) -> timedelta:
    """Read a length of time; a month counts 30 days, a year 365."""
    length = timedelta()
    with suppress(ValueError):
        length = _length(_amounts(respelled(words)))
    if not timedelta() < length <= 3 * _LENGTHS["years"]:
        raise UnreadableDuration(words=shortened(words))
    return length


def time_ahead(text: str) -> timedelta | None:
    """The hours and minutes of "dans 2 heures"; None for "dans 2 jours", which is a day."""
    match = AHEAD.fullmatch(text)
    amounts = _amounts(match["amounts"]) if match else []
    if not amounts or any(unit in _STEPS for _, unit in amounts):
        return None
    return _length(amounts)


def _amounts(text: str) -> list[tuple[int, str]]:
    """Read "1h30" or "2 jours et 3 heures" as numbers with units; empty for anything else."""
    text = _HOUR_AND_MINUTES.sub(r"\1 h \2 min", text)
    if not _AMOUNTS.fullmatch(text):
        return []
    return [(int(number), UNITS[name]) for number, name in _AMOUNT.findall(text)]


def _length(amounts: list[tuple[int, str]]) -> timedelta:
    return sum((number * _LENGTHS[unit] for number, unit in amounts), timedelta())


def calendar_step(text: str) -> relativedelta:
    amounts = _amounts(text)
    if not amounts or any(unit not in _STEPS for _, unit in amounts):
        raise ValueError(text)
    return sum((number * _STEPS[unit] for number, unit in amounts), relativedelta())


_LENGTHS = {
    "minutes": MINUTE,
    "hours": HOUR,
    "days": DAY,
    "weeks": WEEK,
    "months": 30 * DAY,
    "years": 365 * DAY,
}


_STEPS = {
    "days": relativedelta(days=1),
    "weeks": relativedelta(weeks=1),
    "months": relativedelta(months=1),
    "years": relativedelta(years=1),
}


_ONE_AMOUNT = rf"(\d{{1,4}}) ?({any_of(UNITS)})(?![a-z])"


_AMOUNT = re.compile(_ONE_AMOUNT)
_AMOUNTS = re.compile(rf"{_ONE_AMOUNT}(?:(?: et| and)? ?{_ONE_AMOUNT})*")
_HOUR_AND_MINUTES = re.compile(r"(\d) ?(?:heures?|hours?|h) ?([0-5]\d)(?: ?(?:minutes|min|mn|m))?$")
AHEAD = re.compile(r"(?:dans|in|d'ici|sous|within) (?P<amounts>.+)")
