"""Rules of repetition: each 1st Tuesday, every two weeks, the 15th of each month, each year.

A `Repeat` is a rule of iCalendar (RFC 5545) in a few of its forms, with the days that people mean
by it. The hour is local time, summer and winter; see `instant`. A month without the day
(the 31st, a 5th Tuesday) is skipped, as in iCalendar.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from itertools import islice
from typing import Literal, TypeAlias
from zoneinfo import ZoneInfo

from dateutil.rrule import MONTHLY, WEEKLY, YEARLY, rrule, weekday

from bot.domain.dates.date_words import LONGEST, NUMBERS, WEEKDAYS, any_of, respelled, shortened
from bot.domain.dates.days import UnreadableMoment, read_day
from bot.domain.dates.local_time import instant
from bot.domain.refusals import Final, Refusal

LAST = -1
"""The last day of a month, or the last of its Tuesdays."""
_FREQUENCIES: dict[str, Literal[0, 1, 2]] = {"WEEKLY": WEEKLY, "MONTHLY": MONTHLY, "YEARLY": YEARLY}
MOST_APART = {"WEEKLY": 52, "MONTHLY": 24, "YEARLY": 5}
MOST_NTH = 5
_MOST_TIMES = 500
_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


class UnreadableRepeat(Refusal):
    """I do not understand “{words}”. Write for example: every first Tuesday, every two weeks."""


class NoNextTime(Final):
    """With “{words}” there is no next date: write a later end, or none."""


@dataclass(frozen=True, slots=True)
class Repeat:
    """A rule of repetition."""

    frequency: str
    """`WEEKLY`, `MONTHLY` or `YEARLY`."""
    every: int = 1
    """Every so many weeks, months or years."""
    days: tuple[tuple[int, int], ...] = ()
    """Weekdays (Monday is 0), each with its place in the month; 0 in a week."""
    month_days: tuple[int, ...] = ()
    """Days of the month, instead of `days`."""
    until: date | None = None
    """The last possible day."""
    count: int | None = None
    """Number of events, the first one included."""

    def __str__(self) -> str:
        """The rule's text in iCalendar, which `parse_repeat` reads."""
        days = ",".join(f"{place or ''}{_CODES[day]}" for place, day in self.days)
        parts = {
            "FREQ": self.frequency,
            "INTERVAL": self.every if self.every > 1 else None,
            "BYDAY": days or None,
            "BYMONTHDAY": ",".join(map(str, self.month_days)) or None,
            "UNTIL": None if self.until is None else f"{self.until:%Y%m%d}",
            "COUNT": self.count,
        }
        return ";".join(f"{name}={value}" for name, value in parts.items() if value is not None)

    def dates(self, first: date) -> Iterator[date]:
        """Dates after the first one, which need not fit the rule itself."""
        later = (each for each in self.dates_from(first) if each > first)
        return later if self.count is None else islice(later, self.count - 1)

    def dates_from(self, first: date) -> Iterator[date]:
        """Dates from a day on that fit the rule, however many; its intervals begin there."""
        found = rrule(
            _FREQUENCIES[self.frequency],
            dtstart=datetime.combine(first, time()),
            interval=self.every,
            byweekday=[weekday(day, place or None) for place, day in self.days] or None,
            bymonthday=self.month_days or None,
            until=None if self.until is None else datetime.combine(self.until, time()),
        )
        return (each.date() for each in found)


def parse_repeat(text: str) -> Repeat:
    """Read a rule's text, as `str` gives it."""
    values = dict(part.split("=") for part in text.split(";"))
    until = values.get("UNTIL")
    return Repeat(
        values["FREQ"],
        every=int(values.get("INTERVAL", 1)),
        days=tuple(
            (int(code[:-2] or 0), _CODES.index(code[-2:]))
            for code in values.get("BYDAY", "").split(",")
            if code
        ),
        month_days=tuple(int(each) for each in values.get("BYMONTHDAY", "").split(",") if each),
        until=None
        if until is None
        else datetime.strptime(until, "%Y%m%d").replace(tzinfo=UTC).date(),
        count=int(values["COUNT"]) if "COUNT" in values else None,
    )


def next_start(repeat: Repeat, first: datetime, zone: ZoneInfo, after: datetime) -> datetime | None:
    """The first start after an instant; None if there is none.

    `first` is the local time of the first start in `zone`.
    """
    return next(starts_after(repeat, first, zone, after), None)


def starts_after(
    repeat: Repeat, first: datetime, zone: ZoneInfo, after: datetime
) -> Iterator[datetime]:
    """Starts after an instant and after the first one, in order, one a date."""
    local = first.astimezone(zone) if first.tzinfo else first
    for day in repeat.dates(local.date()):
        start = instant(datetime.combine(day, local.time().replace(fold=0)), zone)
        if start > after:
            yield start.astimezone(zone)


def read_repeat(words: str, *, first: date) -> Repeat:
    """Read how something comes back that starts on a first day; it must come back once at least."""
    try:
        text, until, count = _without_end(respelled(words.replace(",", " ")), first)
        repeat = replace(_on_days_of(first, days_of_rule(text)), until=until, count=count)
    except (UnreadableMoment, ValueError):
        raise UnreadableRepeat(words=shortened(words)) from None
    if next(repeat.dates(first), None) is None:
        raise NoNextTime(words=shortened(words))
    return repeat


_TELLS_RULE = re.compile(
    r"\b(?:chaque|tous|toutes|every|each|mois|month|semaine|week|hebdomadaire|weekly|mensuel"
    r"|monthly|annuel|yearly)\b"
)
_ONCE = ("no", "none", "never", "once", "only once", "non", "jamais", "une fois", "une seule fois")
_SOME_DAY = date(2000, 1, 1)


def check_rule(words: str) -> str:
    """Raise a `Refusal` for words that are no rule; gives them, or nothing for once."""
    if len(words) <= LONGEST and respelled(words).strip() in _ONCE:
        return ""
    read_repeat(words, first=_SOME_DAY)
    return words


def without_rule(parts: Sequence[str]) -> tuple[list[str], str]:
    """The parts that say no rule, such as an address, and the rule that one of them says.

    It may stand behind a comma: “Besançon, every month”.
    """
    others: list[str] = []
    rule = ""
    for part in parts:
        head, _, tail = part.rpartition(",")
        if _is_rule(part):
            rule = part.strip()
        elif head and _is_rule(tail):
            rule = tail.strip()
            others.append(head.strip())
        else:
            others.append(part)
    return others, rule


def _is_rule(words: str) -> bool:
    """True for a rule that could hardly be anything else."""
    if not _TELLS_RULE.search(respelled(words)):
        return False
    try:
        return bool(check_rule(words))
    except Refusal:
        return False


def _without_end(text: str, first: date) -> tuple[str, date | None, int | None]:
    """The words of the rule, and its last day or number of times, if given."""
    if match := _TIMES.search(text):
        count = int(match["count"]) if match["count"].isdigit() else NUMBERS[match["count"]]
        if not 1 <= count <= _MOST_TIMES:
            raise ValueError(text)
        return text[: match.start()], None, count
    if match := _UNTIL.search(text):
        return text[: match.start()], read_day(match["day"], today=first), None
    if match := _DURING.search(text):
        return text[: match.start()], read_day(f"dans {match['length']}", today=first), None
    return text, None, None


def days_of_rule(text: str) -> Repeat:
    """Read respelled words of a rule without an end; it may name no day.

    Raises ValueError if they are none.
    """
    for pattern, read in _RULES:
        if match := pattern.fullmatch(text.strip()):
            repeat = read(match)
            if not 1 <= repeat.every <= MOST_APART[repeat.frequency]:
                break
            return repeat
    raise ValueError(text)


def _on_days_of(first: date, repeat: Repeat) -> Repeat:
    """The rule with the days of the first time, if the words named none."""
    if repeat.days or repeat.month_days or repeat.frequency == "YEARLY":
        return repeat
    if repeat.frequency == "WEEKLY":
        return replace(repeat, days=((0, first.weekday()),))
    return replace(repeat, month_days=(first.day,))


def _each_week(match: re.Match[str]) -> Repeat:
    groups = match.groupdict()
    days = sorted(set(_weekdays(groups.get("weekdays") or "")))
    return Repeat("WEEKLY", every=_interval(groups), days=tuple((0, day) for day in days))


def _fortnight(match: re.Match[str]) -> Repeat:
    return replace(_each_week(match), every=2)


def _nth_of_month(match: re.Match[str]) -> Repeat:
    groups = match.groupdict()
    places = [_place(each[0]) for each in _NTH_PATTERN.finditer(match["places"])]
    days = tuple((place, day) for day in _weekdays(match["weekdays"]) for place in places)
    return Repeat("MONTHLY", every=_interval(groups), days=days)


def _days_of_month(match: re.Match[str]) -> Repeat:
    groups = match.groupdict()
    numbers = sorted({int(each) for each in _NUMBERS.findall(groups.get("numbers") or "")})
    if any(not 1 <= number <= 31 for number in numbers):  # noqa: PLR2004 - days of a month
        raise ValueError(match.string)
    days = (LAST,) if groups.get("last") else tuple(numbers)
    return Repeat("MONTHLY", every=_interval(groups), month_days=days)


def _each_year(match: re.Match[str]) -> Repeat:
    return Repeat("YEARLY", every=_interval(match.groupdict()))


def _weekdays(text: str) -> list[int]:
    return [WEEKDAYS[each] for each in _DAY_NAME.findall(text)]


def _place(words: str) -> int:
    place = LAST if words.startswith(("dernier", "last")) else int(words[0])
    if not LAST <= place <= MOST_NTH or not place:
        raise ValueError(words)
    return place


def _interval(groups: dict[str, str | None]) -> int:
    """Number of weeks, months or years between two times."""
    number = groups.get("apart")
    if number is None:
        return 2 if groups.get("other") else 1
    return int(number) if number.isdigit() else NUMBERS[number]


_Read: TypeAlias = Callable[[re.Match[str]], Repeat]

_NUMBER = rf"(?P<apart>\d{{1,2}}|{any_of(NUMBERS)})"
_TIMES = re.compile(
    rf" (?:(?:pendant|durant|for) )?(?P<count>\d{{1,3}}|{any_of(NUMBERS)})"
    r" (?:fois|seances|dates|times|sessions)(?: en tout| in all)?$"
)
_UNTIL = re.compile(r" (?:jusqu'(?:au|a|en|aux) |jusque |until |till )(?P<day>.+)$")
_DURING = re.compile(r" (?:pendant|durant|for) (?P<length>.+)$")

_EACH = r"(?:(?:chaque|tous|toutes|les?|every|each|on|the) )*"
_DAY_NAMES = rf"{any_of(WEEKDAYS)}s?"
_AND = r"(?: (?:et|and|&) | )(?:les? |the )?"
_WEEKDAYS = rf"(?P<weekdays>{_DAY_NAMES}(?:{_AND}{_DAY_NAMES})*)"
_NTH = r"\d(?:er|e|st|nd|rd|th)s?|derniere?s?|last"
_NTH_PATTERN = re.compile(_NTH)
_DAY_NAME = re.compile(rf"{any_of(WEEKDAYS)}(?=s?\b)")
_PLACES = rf"(?P<places>(?:{_NTH})(?:{_AND}(?:{_NTH}))*)"
_OF_MONTH = r"(?: (?:(?:du|de chaque|de tous les|des|of the|of each|of every|of) )?(?:mois|month))?"
_OF_EACH = r" (?:du|de chaque|of the|of each|of every|chaque|each|every|tous les) (?:mois|month)"
_OTHER = r"(?P<other>(?:each|every) other )"
_ON = r"(?: (?:on |le |les |the )*"
_DAY = r"\d{1,2}(?:er|st|nd|rd|th)?"
_DAYS = rf"(?P<numbers>{_DAY}(?:{_AND}{_DAY})*)"
_NUMBERS = re.compile(r"\d+")
_RULES: tuple[tuple[re.Pattern[str], _Read], ...] = tuple(
    (re.compile(pattern), read)
    for pattern, read in (
        (
            rf"{_EACH}{_WEEKDAYS}(?: (?:de )?(?:chaque semaine|(?:of )?(?:each|every) week))?",
            _each_week,
        ),
        (rf"(?:un |1 |le |les )*{_WEEKDAYS} sur {_NUMBER}", _each_week),
        (rf"{_OTHER}{_WEEKDAYS}", _each_week),
        (rf"(?:{_EACH}(?:semaine|week)s?|hebdomadaire|weekly){_ON}{_WEEKDAYS})?", _each_week),
        (rf"(?:{_EACH}{_NUMBER} (?:semaines|weeks)|{_OTHER}week){_ON}{_WEEKDAYS})?", _each_week),
        (rf"{_EACH}15 (?:jours|days){_ON}{_WEEKDAYS})?", _fortnight),
        (rf"(?:une |1 )?semaine sur {_NUMBER}{_ON}{_WEEKDAYS})?", _each_week),
        (rf"{_EACH}{_PLACES} {_WEEKDAYS}{_OF_MONTH}", _nth_of_month),
        (rf"{_EACH}(?:mois|month){_ON}{_PLACES}) {_WEEKDAYS}", _nth_of_month),
        (rf"{_EACH}{_NUMBER} (?:mois|months){_ON}{_PLACES}) {_WEEKDAYS}", _nth_of_month),
        (rf"{_EACH}(?P<last>dernier jour|last day){_OF_EACH}", _days_of_month),
        (rf"{_EACH}{_DAYS}{_OF_EACH}", _days_of_month),
        (rf"{_EACH}(?:{_NUMBER} )?(?:mois|months?){_ON}{_DAYS})?", _days_of_month),
        (rf"(?:les? |the |on )+{_DAYS}", _days_of_month),
        (r"mensuel|monthly", _days_of_month),
        (rf"{_EACH}(?:{_NUMBER} )?(?:annees?|ans?|years?)|annuel|yearly", _each_year),
    )
)
