"""Reading the dates, hours and durations that people type, in French and in English.

A small grammar over respelled words. It understands a phrase whole or refuses it: a guess would
be a meeting on the wrong day, and dateparser guesses ("vendredi 18h" is its 18th of the month).

Where people differ, this is how it reads; the bot always says back what it understood.

- "mardi" and "next tuesday" are the next such day after today; "mardi 18h" is today if it can be.
- "lundi en huit" is a week after "lundi"; "huit jours" are a week and "quinze jours" two.
- 5/12 is the 5th of December. A date without a year is the next such, except that one which passed
  within two months is past: nobody means it ten months ahead.
- "vendredi minuit" is the end of Friday, "vendredi 0h" its beginning.
- An hour alone is the next time that clocks show it. Clock changes: see `recurrence.instant`.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeAlias, cast
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta, weekday

from bot.domain.dates.recurrence import Weekly, instant
from bot.domain.refusals import Refusal

LONGEST = 200
FARTHEST = relativedelta(years=3)
_JUST_PASSED = timedelta(days=60)
_MINUTE = timedelta(minutes=1)
_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)
_WEEK = timedelta(weeks=1)

_Match: TypeAlias = re.Match[str]
_Pattern: TypeAlias = re.Pattern[str]


class UnreadableMoment(Refusal):
    """I do not understand the date "{words}". Write for example: friday 6pm, or 5 december 2pm."""


class UnreadableDay(UnreadableMoment):
    """I do not understand the day "{words}". Write for example: friday, or 5 december."""


class HourMissing(Refusal):
    """At what time? Write for example: {example}."""


class MomentInThePast(Refusal):
    """This date is past: {moment}."""


class DayToCome(Refusal):
    """This day is still to come: {day}. Write a day that is over, or today."""


class MomentTooFar(Refusal):
    """This date is more than three years away."""


class WrongWeekday(Refusal):
    """The weekday and the date do not agree. Is it {day}, or {other}?"""


class UnreadableDuration(Refusal):
    """I do not understand the duration "{words}". Write for example: 2 days, or 1h30."""


class UnreadableRule(Refusal):
    """I do not understand the schedule "{words}". Write for example: tuesday 8am."""


def read_moment(
    words: str, *, now: datetime, zone: ZoneInfo, default_hour: time | None = None
) -> datetime:
    """Read a moment to come; a day without an hour takes `default_hour`, or is asked its hour."""
    today = now.astimezone(zone).date()
    try:
        text = without_city(respelled(words), zone)
        wait = _hours_ahead(text)
        if wait is None:
            phrase = _phrase(text)
            day = _to_come(_day_meant(phrase, now, zone), today)
            moment = _moment(day, _hour_meant(phrase, default_hour, words), zone)
        else:
            moment = now.astimezone(UTC) + wait
    except ValueError:
        raise UnreadableMoment(words=shortened(words)) from None
    local = moment.astimezone(zone)
    if moment <= now.astimezone(UTC):
        raise MomentInThePast(moment=local)
    _to_come(local.date(), today)
    return local


def read_day(words: str, *, today: date) -> date:
    """Read a day, today or to come; an hour would be one word too many."""
    try:
        _, text = _taken_out(respelled(words), _PART)
        return _to_come(_day(text, today), today)
    except ValueError:
        raise UnreadableDay(words=shortened(words)) from None


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
    if read(today - _DAY) != day - _DAY:  # as "demain" would be
        for earlier in (today - _WEEK, today - relativedelta(years=1)):
            if (found := read(earlier)) <= today:
                return found
    raise DayToCome(day=day)


def read_duration(words: str) -> timedelta:
    """Read a length of time; a month counts 30 days, a year 365."""
    length = timedelta()
    with suppress(ValueError):
        length = _length(_amounts(respelled(words)))
    if not timedelta() < length <= 3 * _LENGTHS["years"]:
        raise UnreadableDuration(words=shortened(words))
    return length


def read_rule(words: str) -> Weekly:
    """Read the weekday and the hour of what comes back each week."""
    try:
        phrase = _phrase(respelled(words))
        weekday_named = _each_week(phrase.day)
        days, hour = divmod(_hour_meant(phrase, None, words), _DAY)
    except ValueError:
        raise UnreadableRule(words=shortened(words)) from None
    return Weekly((weekday_named + days) % 7, time(*divmod(hour // _MINUTE, 60)))


def shortened(words: str) -> str:
    """The typed words on one line, cut to a length that is still recognised."""
    line = " ".join(words.split())
    return line if len(line) <= _SHOWN else f"{line[:_SHOWN]}…"


def respelled(words: str) -> str:
    """The words without accents, capitals or ornaments, in one spelling for each thing."""
    if len(words) > LONGEST:
        raise ValueError("too long")
    plain = unicodedata.normalize("NFKD", words.translate(_ALIKE).casefold())
    text = "".join(c for c in plain if unicodedata.category(c) not in {"Mn", "Cf"})
    if len(text) > LONGEST:
        raise ValueError("too long")
    for pattern, spelling in _RESPELLINGS:
        text = pattern.sub(spelling, text)
    text = _COUNTED.sub(lambda match: str(NUMBERS[match[0]]), text)
    return " ".join(text.split())


def without_city(text: str, zone: ZoneInfo) -> str:
    """Drop the "heure de Paris" of our own zone, which the bot writes and people copy."""
    city = respelled(zone.key.rpartition("/")[2].replace("_", " "))
    for ending in (f" heure de {city}", f" heure de la {city}", f" {city} time"):
        text = text.removesuffix(ending)
    return text


def _hours_ahead(text: str) -> timedelta | None:
    """Hours and minutes of "dans 2 heures"; None for "dans 2 jours", which is a day."""
    match = _AHEAD.fullmatch(text)
    amounts = _amounts(match["amounts"]) if match else []
    if not amounts or any(unit in _STEPS for _, unit in amounts):
        return None
    return _length(amounts)


def _amounts(text: str) -> list[tuple[int, str]]:
    """Read "1h30" or "2 jours et 3 heures"; anything else has no amounts."""
    text = _HOUR_AND_MINUTES.sub(r"\1 h \2 min", text)
    if not _AMOUNTS.fullmatch(text):
        return []
    return [(int(number), _UNITS[name]) for number, name in _AMOUNT.findall(text)]


def _length(amounts: list[tuple[int, str]]) -> timedelta:
    return sum((number * _LENGTHS[unit] for number, unit in amounts), timedelta())


@dataclass(frozen=True, slots=True)
class _Phrase:
    """The words of a day, the time since its beginning, the part of the day."""

    day: str
    hour: timedelta | None
    part: str | None


def _phrase(text: str) -> _Phrase:
    clock, rest = _taken_out(text, *_CLOCKS)
    part, rest = _taken_out(rest, _PART)
    day, name = _LEAD.sub("", rest), part["part"] if part else None
    hour = _since_midnight(clock, name) if clock else None
    if hour is not None and not day:
        hour %= _DAY
    return _Phrase(day, hour, name)


def _taken_out(text: str, *patterns: _Pattern) -> tuple[_Match | None, str]:
    """The match of the first pattern found in the text, and the text without it."""
    for pattern in patterns:
        if match := pattern.search(text):
            rest = f"{text[: match.start()]} {text[match.end() :]}"
            return match, " ".join(rest.split())
    return None, text


def _since_midnight(clock: _Match, part: str | None) -> timedelta:
    """Time from the beginning of the day to an hour: 24 h and more from midnight on."""
    said = clock.groupdict()
    hour = _NAMED_HOURS.get(said.get("named", "")) or int(said["hour"])
    if "dial" in said:
        hour = _on_dial(hour, said["dial"])
    since = hour * _HOUR + int(said["minute"] or 0) * _MINUTE
    if since > _DAY and "named" not in said:
        raise ValueError(clock[0])
    return _in_part(part, since) if part else since


def _on_dial(hour: int, half: str) -> int:
    if not 1 <= hour <= 12:  # noqa: PLR2004 - the hours of a dial
        raise ValueError(half)
    return hour % 12 + (12 if half == "pm" else 0)


def _in_part(part: str, since: timedelta) -> timedelta:
    """20:00 for the 8 of an evening; refuses the 8 p.m. of a morning."""
    begins, _, ends = _PARTS[part]
    if since < begins and since < _DAY / 2:
        since += _DAY / 2
    if not begins <= since <= ends:
        raise ValueError(part)
    return since


def _hour_meant(phrase: _Phrase, default: time | None, words: str) -> timedelta:
    if phrase.hour is not None:
        return phrase.hour
    begins, usual, ends = _PARTS[phrase.part or "jour"]
    if default is None:
        raise HourMissing(example=f"{' '.join(words.split())} {usual // _HOUR}h")
    since = timedelta(hours=default.hour, minutes=default.minute, seconds=default.second)
    return since if begins <= since <= ends else usual


def _day_meant(phrase: _Phrase, now: datetime, zone: ZoneInfo) -> date:
    """The day; if it may be today, its hour decides."""
    today = now.astimezone(zone).date()
    may_be_today = not phrase.day or WEEKDAYS.get(phrase.day) == today.weekday()
    if phrase.hour is None or not may_be_today:
        return _day(phrase.day, today)
    if _moment(today, phrase.hour, zone) > now:
        return today
    return today + (_WEEK if phrase.day else _DAY)


def _moment(day: date, since_midnight: timedelta, zone: ZoneInfo) -> datetime:
    return instant(datetime.combine(day, time()) + since_midnight, zone)


def _to_come(day: date, today: date) -> date:
    if day < today:
        raise MomentInThePast(moment=day)
    if day > today + FARTHEST:
        raise MomentTooFar
    return day


def _day(text: str, today: date) -> date:
    """Read the words of a day; a ValueError says that they are none, or that there is no such."""
    text = _LEAD.sub("", text)
    if text in _NEAR_DAYS:
        return today + _NEAR_DAYS[text] * _DAY
    for pattern, read in _DAYS:
        if match := pattern.fullmatch(text):
            return read(match, today)
    raise ValueError(text)


def _weekday_to_come(match: _Match, today: date) -> date:
    return today + relativedelta(days=+1, weekday=weekday(WEEKDAYS[match["weekday"]]))


def _weekday_gone(match: _Match, today: date) -> date:
    return today + relativedelta(days=-1, weekday=weekday(WEEKDAYS[match["weekday"]], -1))


def _weekday_of_next_week(match: _Match, today: date) -> date:
    return today + (7 - today.weekday() + WEEKDAYS[match["weekday"]]) * _DAY


def _day_of_month(match: _Match, today: date) -> date:
    return _first(match, today, lambda first: first.replace(day=int(match["number"])))


def _last_of_month(match: _Match, today: date) -> date:
    return _first(match, today, lambda first: first + relativedelta(day=31))


def _nth_weekday(match: _Match, today: date) -> date:
    nth = weekday(WEEKDAYS[match["weekday"]], int(match["number"]))
    return _first(match, today, lambda first: first + relativedelta(weekday=nth))


def _last_weekday(match: _Match, today: date) -> date:
    last = relativedelta(day=31, weekday=weekday(WEEKDAYS[match["weekday"]], -1))
    return _first(match, today, lambda first: first + last)


def _first(match: _Match, today: date, day_in: Callable[[date], date]) -> date:
    """The day in the first of the possible months that has it, not before the earliest."""
    months, earliest = _months_meant(match, today)
    for first in months:
        with suppress(ValueError):
            day = day_in(first)
            if day >= earliest and day.month == first.month:
                return day
    raise ValueError(match.string)


def _months_meant(match: _Match, today: date) -> tuple[Iterable[date], date]:
    """First days of the possible months, and the earliest possible day."""
    said = match.groupdict()
    this, month, year = today.replace(day=1), said.get("month"), said.get("year")
    if said.get("which"):
        return [this + relativedelta(months=1 if said["which"] == "mois prochain" else 0)], date.min
    if month is None:
        return [this + relativedelta(months=n) for n in range(12)], today
    first = this.replace(month=int(month) if month.isdigit() else MONTHS[month])
    if year is None:
        return [first.replace(year=today.year + n) for n in range(5)], today - _JUST_PASSED
    return [first.replace(year=int(year) + (2000 if len(year) < len("2026") else 0))], date.min


def _day_ahead(match: _Match, today: date) -> date:
    return today + _days_and_more(match["amounts"])


def _day_ago(match: _Match, today: date) -> date:
    return today - _days_and_more(match["amounts"])


def _days_and_more(text: str) -> relativedelta:
    amounts = _amounts(text)
    if not amounts or any(unit not in _STEPS for _, unit in amounts):
        raise ValueError(text)
    return sum((number * _STEPS[unit] for number, unit in amounts), relativedelta())


def _weeks_after(match: _Match, today: date) -> date:
    weeks = 2 if match["far"] in {"quinze", "15"} else 1
    return _to_come(_day(match["day"], today), today) + weeks * _WEEK


def _agreeing(match: _Match, today: date) -> date:
    """Read a day that is told twice: "samedi 5 décembre"."""
    day = _to_come(_day(match["day"], today), today)
    apart = (WEEKDAYS[match["weekday"]] - day.weekday() + 3) % 7 - 3
    if apart:
        raise WrongWeekday(day=day, other=day + apart * _DAY)
    return day


def _each_week(text: str) -> int:
    match = _EACH_WEEK.fullmatch(text)
    if not match:
        raise ValueError(text)
    return WEEKDAYS[match["weekday"]]


def _numbered(words: str, start: int) -> dict[str, int]:
    """Number the words, which are parted by spaces; those parted by / have one number."""
    return {
        word: number
        for number, alike in enumerate(words.split(), start)
        for word in alike.split("/")
    }


def any_of(words: Iterable[str]) -> str:
    return f"(?:{'|'.join(sorted(words, key=len, reverse=True))})"


_SHOWN = 40
WEEKDAYS = _numbered(
    "lundi/lun/monday/mon mardi/mar/tuesday/tues/tue mercredi/mer/wednesday/wed"
    " jeudi/jeu/thursday/thurs/thur/thu vendredi/ven/friday/fri samedi/sam/saturday/sat"
    " dimanche/dim/sunday/sun",
    start=0,
)
MONTHS = _numbered(
    "janvier/janv/january/jan fevrier/fevr/fev/february/feb mars/march avril/avr/april/apr mai/may"
    " juin/june/jun juillet/juil/july/jul aout/august/aug septembre/sept/september/sep"
    " octobre/october/oct novembre/november/nov decembre/december/dec",
    start=1,
)
NUMBERS = _numbered(
    "un/une/one deux/two trois/three quatre/four cinq/five six sept/seven huit/eight neuf/nine"
    " dix/ten onze/eleven douze/twelve treize/thirteen quatorze/fourteen quinze/fifteen"
    " seize/sixteen dix-sept/seventeen dix-huit/eighteen dix-neuf/nineteen vingt/twenty",
    start=1,
)
_NEAR_DAYS = _numbered(
    "avanthier hier/yesterday aujourd'hui/aujourdhui/auj/today demain/tomorrow apresdemain",
    start=-2,
)
_UNITS = {
    name: unit
    for unit, names in (
        ("minutes", "minutes minute min mn m"),
        ("hours", "heures heure hours hour hrs hr h"),
        ("days", "jours jour days day j d"),
        ("weeks", "semaines semaine sem weeks week w"),
        ("months", "mois months month"),
        ("years", "annees annee ans an years year"),
    )
    for name in names.split()
}
_LENGTHS = {
    "minutes": _MINUTE,
    "hours": _HOUR,
    "days": _DAY,
    "weeks": _WEEK,
    "months": 30 * _DAY,
    "years": 365 * _DAY,
}
_STEPS = {
    "days": relativedelta(days=1),
    "weeks": relativedelta(weeks=1),
    "months": relativedelta(months=1),
    "years": relativedelta(years=1),
}
_NAMED_HOURS = {"midi": 12, "noon": 12, "minuit": 24, "midnight": 24}
# When a part of the day begins, its hour if none is said, and when it ends.
_PARTS = {
    "matin": (0 * _HOUR, 9 * _HOUR, 12 * _HOUR),
    "apresmidi": (12 * _HOUR, 15 * _HOUR, 19 * _HOUR),
    "soir": (16 * _HOUR, 20 * _HOUR, 25 * _HOUR),
    "jour": (0 * _HOUR, 18 * _HOUR, 24 * _HOUR),
}

_ALIKE = str.maketrans(dict.fromkeys("’‘ʼ`´", "'") | dict.fromkeys("‐‑‒–—−", "-"))
_RESPELLINGS = tuple(
    (re.compile(pattern), spelling)
    for pattern, spelling in (
        (r"(?<=\d) ?([ap])\.? ?m\b", r"\1m"),
        (r"[()\"«»“”!?;]|(?<!\d)[.,]|[.,](?!\d)| - ", " "),
        (r"\b(?:apres[- ]midi|aprem|afternoon)\b", "apresmidi"),
        (r"\b(?:matinee|morning)\b", "matin"),
        (r"\b(?:soiree|evening|night)\b", "soir"),
        (r"\btonight\b", "aujourd'hui soir"),
        (r"\b(?:ce|cet|cette|this) (?=(?:matin|midi|apresmidi|soir)\b)", "aujourd'hui "),
        (r"\b(?:(?:the )?day after tomorrow|apres[- ]demain)\b", "apresdemain"),
        (r"\b(?:(?:the )?day before yesterday|avant[- ]hier)\b", "avanthier"),
        (r"\b(?:next week|la semaine prochaine)\b", "semaine prochaine"),
        (r"\b(?:next month|prochain mois)\b", "mois prochain"),
        (r"\b(?:this month|ce mois-ci)\b", "ce mois"),
        (r"^(.+) ago$", r"il y a \1"),
        (r"\b(\d{4})-(\d{1,2})-(\d{1,2})(?:t(?=\d)|\b)", r"\3/\2/\1 "),
        (r"\b(\d{1,2})([-.])(\d{1,2})\2(\d{4}|\d{2})\b", r"\1/\3/\4"),
        (r"\b(?:premiere?s?|1ers|first)\b", "1er"),
        (r"\b(?:deuxiemes?|seconde?s?|2eme)\b", "2e"),
        (r"\b(?:troisiemes?|third|3eme)\b", "3e"),
        (r"\b(?:quatriemes?|fourth|4eme)\b", "4e"),
        (r"\ban? (?=(?:minute|hour|day|week|month|year)\b)", "1 "),
        (r"(?<!-)\bhuit jours\b", "1 semaine"),
        (r"\b(?:quinze jours|une quinzaine(?: de jours)?|a fortnight)\b", "2 semaines"),
        (r"\btrois[- ]quarts d'heure\b", "45 minutes"),
        (r"\b(?:une demi[- ]heure|half 1 hour)\b", "30 minutes"),
        (r"\b(?:un quart d'heure|(?:a )?quarter of 1 hour)\b", "15 minutes"),
        (r"(h|heures?|midi|minuit) et demie?\b|(hours?) and a half\b", r"\1\2 30"),
        (r"(h|heures?|midi|minuit) et quart\b", r"\1 15"),
    )
)
_COUNTED = re.compile(rf"(?<!-)\b{any_of(NUMBERS)}(?= {any_of(_UNITS)}\b)")
_LEAD = re.compile(
    r"^(?:(?:les?|la|the|on|for|pour|by|until|ce|cette|this|d'ici(?! \d)|jusqu'au?|au?) )+(?=.)"
)

_ONE_AMOUNT = rf"(\d{{1,4}}) ?({any_of(_UNITS)})(?![a-z])"
_AMOUNT = re.compile(_ONE_AMOUNT)
_AMOUNTS = re.compile(rf"{_ONE_AMOUNT}(?:(?: et| and)? ?{_ONE_AMOUNT})*")
_HOUR_AND_MINUTES = re.compile(r"(\d) ?(?:heures?|hours?|h) ?([0-5]\d)(?: ?(?:minutes|min|mn|m))?$")
_AHEAD = re.compile(r"(?:dans|in|d'ici|sous|within) (?P<amounts>.+)")

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
_PART = re.compile(
    r"\b(?:(?:du|dans la|in the|at|le|en) |(?:de |dans )?l')?(?P<part>matin|apresmidi|soir)\b"
)

_WEEKDAY = f"(?P<weekday>{any_of(WEEKDAYS)})"
_FAR = "huit|8|quinze|15"
_NTH = r"(?P<number>\d{1,2})(?:er|e|st|nd|rd|th)"
_DAY_NUMBER = rf"{_NTH}?"
_OF_MONTH = (
    rf" ?(?:(?:du|de|of the|of|in|en) |d')?(?P<month>{any_of(MONTHS)})"
    r"(?: prochain)?(?: (?P<year>\d{4}))?"
    r"| (?:(?:du|de|of) )?(?P<which>mois prochain|ce mois)"
    r"| (?:du mois|of the month|of month)"
)
_DAYS: tuple[tuple[_Pattern, Callable[[_Match, date], date]], ...] = tuple(
    (re.compile(pattern), read)
    for pattern, read in (
        (rf"(?:next |prochain |coming )?{_WEEKDAY}(?: prochain| qui vient)?", _weekday_to_come),
        (rf"{_WEEKDAY} (?:(?:de|of) )?semaine prochaine", _weekday_of_next_week),
        (rf"(?:last |dernier )?{_WEEKDAY}(?: dernier| passe)?", _weekday_gone),
        (rf"{_DAY_NUMBER}(?:{_OF_MONTH})?", _day_of_month),
        (rf"(?P<month>{any_of(MONTHS)}) {_DAY_NUMBER}(?: (?P<year>\d{{4}}))?", _day_of_month),
        (
            r"(?P<number>\d{1,2})/(?P<month>\d{1,2})(?:/(?P<year>\d{4}|\d{2}))?",
            _day_of_month,
        ),
        (rf"{_NTH} {_WEEKDAY}(?:{_OF_MONTH})?", _nth_weekday),
        (rf"(?:dernier|last) {_WEEKDAY}(?:{_OF_MONTH})", _last_weekday),
        (rf"(?:fin|end)(?:{_OF_MONTH})", _last_of_month),
        (_AHEAD.pattern, _day_ahead),
        (r"il y a (?P<amounts>.+)", _day_ago),
        (
            rf"(?P<day>{any_of([*WEEKDAYS, *_NEAR_DAYS])}) (?:en (?P<far>{_FAR})|week)",
            _weeks_after,
        ),
        (rf"{_WEEKDAY}(?: prochain)? (?P<day>.+)", _agreeing),
        (rf"(?P<day>.+) {_WEEKDAY}", _agreeing),
    )
)
_EACH_WEEK = re.compile(
    rf"(?:(?:chaque|tous|toutes|les?|every|each|on|semaines?|week) )*{_WEEKDAY}s?"
)
