"""Polls about dates: each date is answered by yes, if need be, or no.

A ballot has the number of a date for yes, its negative for if need be, and nothing for no. A ballot
that refuses every date is `NONE` alone, so that it counts.
"""

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from bot.domain.dates.date_words import WEEKDAYS
from bot.domain.dates.days import read_day
from bot.domain.dates.moments import HourMissing
from bot.domain.dates.spans import Span, read_span
from bot.domain.polls.rules import WITHDRAW, Choices, ChoiceTwice, Counts, check_choices
from bot.domain.refusals import Refusal
from bot.domain.words import fold

NONE: Choices = (0,)
"""The ballot that refuses every date."""
_NONE_WORDS = frozenset({"none", "no date", "aucune", "aucune date", "aucune de ces dates", "0"})
_AND = frozenset({"and", "et", "oui", "yes", "ok"})
_YES = re.compile(
    r"\b(?:oui|yes|ok|possible|works|me (?:va|convient)"
    r"|(?:is|c'est) (?:fine|good|bon|ok|possible))\b"
)
_NO = re.compile(
    r"\b(?:non|no|can(?:'t|not)(?: make)?"
    r"|(?:pas|not)(?: (?:possible|libre|dispo(?:nible)?|free))?)\b"
)
_EVERY = re.compile(
    r"(?:(?:tou(?:t|s|tes)|all|any|every)(?: les dates| les jours| of them| dates?| days?)?"
    r"(?: me (?:va|vont|conviennent?)| suits? me)?)(?: (?:sauf|except|but)(?: le)? (?P<but>.+))?"
)
_REFUSED = "✗"
_MARK = re.compile(rf"{_YES.pattern}|[?{_REFUSED}]")
_BEFORE_MARK = re.compile(r"(?<! ) ++([?✗])")
_IF_NEED_BE = re.compile(r"\(?\b(?:si besoin|if need be|si necessaire|peut-etre|maybe)\b\)?")
_TO = "/"
_LONGEST = 400

PollDate = date | Span
"""A whole day, or a time of it."""


def read_dates(typed: Sequence[str], *, now: datetime, zone: ZoneInfo) -> list[str]:
    """Dates to come as they are stored, in their order. Raises a `Refusal` for bad ones."""
    dates = sorted(
        (read_date(each, now=now, zone=zone) for each in typed),
        key=lambda each: (
            each.starts_at if isinstance(each, Span) else datetime.combine(each, time(), zone)
        ),
    )
    stored = [_stored(each) for each in dates]
    try:
        check_choices(stored)
    except ChoiceTwice as twice:
        raise ChoiceTwice(choice=date_of(str(twice.values["choice"]))) from None
    return stored


def date_of(stored: str) -> PollDate:
    """A stored date: `2026-12-05`, `2026-12-05T14:30+01:00`, or two of these for its end."""
    begins, _, ends = stored.partition(_TO)
    if "T" not in begins:
        return date.fromisoformat(begins)
    return Span(datetime.fromisoformat(begins), datetime.fromisoformat(ends) if ends else None)


def first_day(poll_date: PollDate) -> date:
    """The day of a date of a poll."""
    return poll_date.starts_at.date() if isinstance(poll_date, Span) else poll_date


def read_date(typed: str, *, now: datetime, zone: ZoneInfo) -> PollDate:
    """Read a date to come, with or without its hours. Raises a `Refusal` for a bad one."""
    try:
        return read_span(typed, now=now, zone=zone)
    except HourMissing:
        return read_day(typed, today=now.astimezone(zone).date())


def _stored(poll_date: PollDate) -> str:
    if not isinstance(poll_date, Span):
        return poll_date.isoformat()
    moments = [poll_date.starts_at, *([poll_date.ends_at] if poll_date.ends_at else [])]
    return _TO.join(each.isoformat(timespec="minutes") for each in moments)


def date_tapped(ballot: Choices, option: int) -> Choices:
    """The ballot after a tap on a date, which goes from no to yes, to if need be, and back."""
    if option in ballot:
        return _ballot_with(ballot, option, -option)
    return _ballot_with(ballot, option, 0 if -option in ballot else option)


def date_added(ballot: Choices, option: int) -> Choices:
    """The ballot after a yes to a date, or to none of them."""
    return _ballot_with(ballot, option, option)


def date_taken_back(ballot: Choices, option: int) -> Choices:
    """The ballot without its answer for a date."""
    return tuple(each for each in ballot if abs(each) != option)


def _ballot_with(ballot: Choices, option: int, answer: int) -> Choices:
    """The ballot with another answer for a date; without any date left it refuses them all."""
    others = [each for each in ballot if abs(each) not in (option, 0)]
    if answer:
        others.append(answer)
    return tuple(sorted(others, key=abs)) if option and others else NONE


def dates_meant(typed: str, options: Sequence[str], today: date) -> Choices | None:
    """The answers that typed words mean: `1, 3?` or days; None when they mean none.

    A question mark or “if need be” beside a date is less than a yes; “no” refuses it.
    """
    words = fold(typed[:_LONGEST])
    if words in WITHDRAW:
        return ()
    if words in _NONE_WORDS:
        return NONE
    if excepted := _EVERY.fullmatch(words):
        refused = _answers(excepted["but"], options, today) if excepted["but"] else {}
        every = range(1, len(options) + 1)
        return None if refused is None else tuple(each for each in every if each not in refused)
    answers = _answers(words, options, today)
    return None if answers is None else _ballot(answers)


def explicit_answers(typed: str, options: Sequence[str], today: date) -> Mapping[int, int] | None:
    """Answers of words that give each date its own yes, no or if need be, as in “samedi non”.

    By date: 0 for no, negative for if need be. None for other words.
    """
    return _answers(fold(typed[:_LONGEST]), options, today, explicit=True)


def with_answers(ballot: Choices, answers: Mapping[int, int]) -> Choices:
    """The ballot after these answers; other dates stay as they were."""
    return _ballot({**{abs(each): each for each in ballot if each}, **answers})


def _ballot(answers: Mapping[int, int]) -> Choices:
    return tuple(sorted(filter(None, answers.values()), key=abs)) or NONE


def _answers(
    words: str, options: Sequence[str], today: date, *, explicit: bool = False
) -> Mapping[int, int] | None:
    """The answer for each date in the words: 0 for no, negative for if need be.

    With `explicit`, none of them may go without its own yes, no or if need be.
    """
    words = _NO.sub(_REFUSED, _IF_NEED_BE.sub("?", words))
    for split in (re.split(r"[\n,;|]", words), _BEFORE_MARK.sub(r"\1", words).split()):
        parts = [each for each in split if each.strip() not in _AND]
        answers = [_answer(each, options, today) for each in parts]
        if answers and all(answers) and not (explicit and not all(map(_MARK.search, parts))):
            offered = zip(answers, parts, strict=True)
            return {abs(each): 0 if _REFUSED in part else each for each, part in offered}
    return None


def _answer(part: str, options: Sequence[str], today: date) -> int:
    """The date that one part means, negative for if need be; 0 if none."""
    words = _YES.sub(" ", part.replace("?", " ").replace(_REFUSED, " ")).strip()
    words = words.removeprefix("le ")
    sign = -1 if "?" in part else 1
    if words.isdecimal() and len(words) <= 2 and 1 <= int(words) <= len(options):  # noqa: PLR2004
        return sign * int(words)
    days = [first_day(date_of(each)) for each in options]
    with suppress(Refusal):
        day = read_day(words, today=today)
        if days.count(day) == 1:
            return sign * (days.index(day) + 1)
    weekdays = [each.weekday() for each in days]
    if weekdays.count(WEEKDAYS.get(words, -1)) == 1:  # “Thursday”: the only one of the poll
        return sign * (weekdays.index(WEEKDAYS[words]) + 1)
    return 0


@dataclass(frozen=True, slots=True)
class DateTally:
    """Answers by date, in the dates' order."""

    yes: tuple[int, ...]
    if_need_be: tuple[int, ...]
    voters: int

    @property
    def best(self) -> Choices:
        """The dates with the most yes, among these with the most if need be; none without any."""
        answers = list(zip(self.yes, self.if_need_be, strict=True))
        most = max(answers, default=(0, 0))
        return tuple(nth for nth, each in enumerate(answers, start=1) if each == most and any(each))

    def is_refused(self, option: int) -> bool:
        """True if people voted and nobody can come on this date."""
        return bool(self.voters) and not self.yes[option - 1] and not self.if_need_be[option - 1]


def date_tally(options: int, counts: Counts) -> DateTally:
    """The answers by date."""
    dates = range(1, options + 1)
    yes = tuple(counts.answers.get((each,), 0) for each in dates)
    if_need_be = tuple(counts.answers.get((-each,), 0) for each in dates)
    return DateTally(yes, if_need_be, counts.voters)
