"""Read the hour of a phrase, and lengths of time such as "1h30" and "2 jours et 3 heures"."""

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from dateutil.relativedelta import relativedelta

from bot.domain.dates.date_words import LEADING_WORDS, MONTHS, UNITS, any_of, respelled, shortened
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


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase taken apart."""

    day: str
    """The words that name the day."""
    hour: timedelta | None
    """The time since the beginning of the day."""
    part: str | None
    """The part of the day, a key of `PARTS_OF_DAY`."""


def split_phrase(text: str) -> Phrase:
    clock, rest = extract(text, *_CLOCKS)
    part, rest = extract(rest, PART_OF_DAY)
    day, name = LEADING_WORDS.sub("", rest), part["part"] if part else None
    hour = _since_midnight(clock, name) if clock else None
    if hour is not None and not day:
        hour %= DAY
    return Phrase(day, hour, name)


def extract(text: str, *patterns: re.Pattern[str]) -> tuple[re.Match[str] | None, str]:
    """The match of the first pattern that is found, and the text without it."""
    for pattern in patterns:
        if match := pattern.search(text):
            rest = f"{text[: match.start()]} {text[match.end() :]}"
            return match, " ".join(rest.split())
    return None, text


def _since_midnight(clock: re.Match[str], part: str | None) -> timedelta:
    """Time from the beginning of the day to an hour: 24 h and more from midnight on."""
    groups = clock.groupdict()
    hour = _NAMED_HOURS.get(groups.get("named", "")) or int(groups["hour"])
    if "dial" in groups:
        if not 1 <= hour <= 12:  # noqa: PLR2004 - the hours of a dial
            raise ValueError(clock[0])
        hour = hour % 12 + (12 if groups["dial"] == "pm" else 0)
    since = hour * HOUR + int(groups["minute"] or 0) * MINUTE
    if since > DAY and "named" not in groups:
        raise ValueError(clock[0])
    return _in_part(part, since) if part else since


def _in_part(part: str, since: timedelta) -> timedelta:
    """20:00 for the 8 of an evening; refuses the 8 p.m. of a morning."""
    begins, _, ends = PARTS_OF_DAY[part]
    if since < begins and since < DAY / 2:
        since += DAY / 2
    if not begins <= since <= ends:
        raise ValueError(part)
    return since


_NAMED_HOURS = {"midi": 12, "noon": 12, "minuit": 24, "midnight": 24}

# When a part of the day begins, its hour if none is said, and when it ends.
PARTS_OF_DAY = {
    "matin": (0 * HOUR, 9 * HOUR, 12 * HOUR),
    "apresmidi": (12 * HOUR, 15 * HOUR, 19 * HOUR),
    "soir": (16 * HOUR, 20 * HOUR, 25 * HOUR),
    "jour": (0 * HOUR, 18 * HOUR, 24 * HOUR),
}

_AT = r"(?:\b(?:a partir de|des|at|a|vers|from) |@ ?)?"
_CLOCK = rf"{_AT}(?<![\d/.:-])(?P<hour>\d{{1,2}})"
_MINUTES = r"(?P<minute>[0-5]\d)"

# Not the minutes of "14h 15 décembre" nor of "18h 30/11".
NO_DATE = rf"(?!\d|[/.:-]\d| (?:de |d')?{any_of(MONTHS)}\b)"

_CLOCKS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_AT}\b(?P<named>{any_of(_NAMED_HOURS)})(?: (?P<minute>15|30))?\b",
        rf"{_CLOCK}(?:[:.]{_MINUTES})? ?(?P<dial>am|pm)\b",
        rf"{_CLOCK} ?(?:heures?|h|:) ?{_MINUTES}{NO_DATE}(?: ?(?:minutes|min|mn)\b)?",
        rf"{_CLOCK} ?(?:heures?|h|o'clock)\b(?! \d$)(?P<minute>)",
    )
)

PART_OF_DAY = re.compile(
    r"\b(?:(?:du|dans la|in the|at|le|en) |(?:de |dans )?l')?(?P<part>matin|apresmidi|soir)\b"
)
