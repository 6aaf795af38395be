"""Reading from when until when something lasts, as people type it, in French and in English.

The phrase is parted into a beginning and an end, a length, or days, and `moments` reads each part;
what cannot be parted is a beginning alone, whose end nobody said. As there, a phrase is understood
whole or refused, and the bot says back what it understood.

- An end is read as from the beginning: "5 décembre 20h-1h" ends the next day. Clocks turn round for
  a night at most: "16h-14h" is a slip.
- "les 5 et 6 décembre" are whole days; "5 et 6 décembre 9h-17h" goes from 9 h of the first to 17 h
  of the last.
- "14h30, 2h" lasts two hours. "9h30, 10h" might be a length or an end, and is asked again.
- 9-11 are days; "9-11h", "9h-11" and "de 9 à 11h" are hours. "2-4pm" begins at 2pm.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.dates.moments import (
    LONGEST,
    NO_DATE,
    HourMissing,
    MomentInThePast,
    UnreadableDuration,
    UnreadableMoment,
    WrongWeekday,
    read_day,
    read_duration,
    read_moment,
    respelled,
    shortened,
    without_city,
)
from bot.domain.dates.recurrence import instant
from bot.domain.refusals import Refusal

LONGEST_SPAN = timedelta(days=14)
_NIGHT = timedelta(hours=12)
_DAY = timedelta(days=1)
_DIAL = 12
_MOST_TRIES = 8
_MOST_HOURS = 3
_MOST_LENT = 3


class UnreadableSpan(Refusal):
    """I do not understand the date "{words}". Write for example: 5 december 2:30pm-4pm."""


class EndBeforeStart(Refusal):
    """The end is before the beginning. Write for example: 5 december 2:30pm-4pm."""


class SpanTooLong(Refusal):
    """This lasts more than {days} days: make an event of each part."""


class DaysApart(Refusal):
    """These days do not follow one another: make an event of each."""


class EndOrLength(Refusal):
    """Is {words} the end, or how long it lasts? Write “until {words}”, or “lasting {words}”."""


@dataclass(frozen=True, slots=True)
class Span:
    """Beginning and end by the clocks of the zone; no end if none was given."""

    starts_at: datetime
    ends_at: datetime | None = None

    @property
    def whole_days(self) -> bool:
        """True if it goes from midnight to midnight."""
        ends = self.ends_at
        return ends is not None and self.starts_at.time() == time() == ends.time()


def read_span(words: str, *, now: datetime, zone: ZoneInfo) -> Span:
    """Read when something to come begins and ends; a day without an hour is asked its hour."""
    asked = _Asked(now, zone)
    try:
        text = without_city(respelled(_marked(words)), zone)
        for read in (_lasting, _from_hour_to_hour, _from_moment_to_moment, _whole_days):
            if span := read(text, asked):
                return _checked_length(span)
        return Span(read_moment(words, now=now, zone=zone))
    except (UnreadableMoment, ValueError):
        raise UnreadableSpan(words=shortened(words)) from None


def _checked_length(span: Span) -> Span:
    """The span, if it has a length within the limit."""
    if span.ends_at is not None:
        if span.ends_at.astimezone(UTC) <= span.starts_at.astimezone(UTC):
            raise EndBeforeStart
        if span.ends_at.replace(tzinfo=None) - span.starts_at.replace(tzinfo=None) > LONGEST_SPAN:
            raise SpanTooLong(days=LONGEST_SPAN.days)
    return span


def _marked(words: str) -> str:
    """Mark, with signs that respelling keeps, where a part may end and another begin."""
    if len(words) > LONGEST:
        raise ValueError("too long")
    for pattern, mark in _MARKS:
        words = pattern.sub(mark, words)
    return words


def _without_marks(text: str) -> str:
    """The words of a part without the marks and words that lead to it."""
    return _LEADS.sub("", " ".join(_MARKED.sub(" ", text).split()))


@dataclass(frozen=True, slots=True)
class _Asked:
    """Reads the parts of a phrase, as it was written at a time and in a zone."""

    now: datetime
    zone: ZoneInfo

    def moment(self, text: str) -> datetime | None:
        """The moment that the words are, if they are one and say its hour."""
        try:
            return read_moment(_without_marks(text), now=self.now, zone=self.zone)
        except (HourMissing, UnreadableMoment):
            return None

    def end(self, text: str, start: datetime) -> datetime | None:
        """The moment of an end, read as from the beginning."""
        try:
            return _Asked(start, self.zone).moment(text)
        except MomentInThePast:
            raise EndBeforeStart from None

    def day(self, text: str, since: date | None = None) -> date | None:
        """The day that the words are, if they are one; that of an end is read as from `since`."""
        try:
            return read_day(
                _without_marks(text), today=since or self.now.astimezone(self.zone).date()
            )
        except UnreadableMoment:
            return None
        except MomentInThePast:
            if since:
                raise EndBeforeStart from None
            raise

    def days(self, first: date, last: date) -> Span:
        """The span of whole days."""
        midnights = (datetime.combine(day, time()) for day in (first, last + _DAY))
        start, end = (instant(each, self.zone).astimezone(self.zone) for each in midnights)
        return Span(start, end)


def _lasting(text: str, asked: _Asked) -> Span | None:
    """Read "5 décembre 14h30, 2h" and "5 décembre 14h30 durée 1h30"."""
    match = _LASTING.fullmatch(text)
    try:
        length = read_duration(match["length"]) if match else None
    except UnreadableDuration:
        return None
    if match is None or length is None:
        return None
    start = asked.moment(match["start"])
    if start is None:
        if match["said"]:
            read_moment(_without_marks(match["start"]), now=asked.now, zone=asked.zone)
        return None
    if not match["said"] and timedelta(hours=start.hour, minutes=start.minute) < length < _DAY:
        raise EndOrLength(words=match["length"])
    return Span(start, (start.astimezone(UTC) + length).astimezone(asked.zone))


def _from_hour_to_hour(text: str, asked: _Asked) -> Span | None:
    """Read "samedi 14h30-16h30" and "de 14h à 16h30 samedi 5/12"."""
    for match in list(_HOURS.finditer(text))[:_MOST_HOURS]:
        first, last, rest = match["first"], match["last"], _without(match)
        listed = match["between"].strip() in {"et", "and"}
        led = match["lead"] in ({"entre", "between"} if listed else _LEADING)
        tight = match["between"] == "-"
        if (listed and not led) or (first.isdigit() and (last.isdigit() or not (led or tight))):
            continue
        last = f"{last}h" if last.isdigit() else last
        if span := _on_day(rest, _as_clear(first, last), last, asked):
            return span
    return None


def _without(match: re.Match[str]) -> str:
    return f"{match.string[: match.start()]} {match.string[match.end() :]}"


def _as_clear(first: str, last: str) -> str:
    """The first hour with the half of the day of the last: "2-4pm" begins at 2pm."""
    half = _HALF.search(last)
    if half is None or _LETTER.search(first):
        return f"{first}h" if first.isdigit() else first
    begins, ends = (int(_DIGITS.findall(each)[0]) % _DIAL for each in (first, last))
    return f"{first}{half[0] if begins <= ends else _OTHER_HALF[half[0]]}"


def _on_day(rest: str, first: str, last: str, asked: _Asked) -> Span | None:
    """The span between two hours of the day or days in the other words."""
    if days := _whole_days(rest, asked):
        return _on_days(days, first, last, asked)
    start = asked.moment(f"{rest} {first}")
    if start is None:
        return None
    ends = [asked.end(last, start)]
    if part := _PART.search(rest):
        ends.append(asked.end(f"{last} du {part[0]}", start))
    end = min((each for each in ends if each), default=None)
    return _turned_once(start, end) if end else None


def _turned_once(start: datetime, end: datetime) -> Span:
    """The span to an hour of the same day, or of the night that follows."""
    if end.date() > start.date() and end - start > _NIGHT:
        raise EndBeforeStart
    return Span(start, end)


def _on_days(days: Span, first: str, last: str, asked: _Asked) -> Span | None:
    """The span from an hour of the first day to an hour of the last: "5 et 6/12 9h-17h"."""
    final = (days.ends_at or days.starts_at).date() - _DAY
    start = asked.moment(f"{days.starts_at:%d/%m/%Y} {first}")
    end = asked.end(f"{final:%d/%m/%Y} {last}", start) if start else None
    return Span(start, end) if start and end else None


def _from_moment_to_moment(text: str, asked: _Asked) -> Span | None:
    """Read "du 5 décembre 9h au 6 décembre 17h"."""
    for match in list(_TO.finditer(text))[:_MOST_TRIES]:
        start = asked.moment(text[: match.start()])
        end = asked.end(text[match.end() :], start) if start else None
        if start and end:
            only_hour = _ONLY_HOUR.fullmatch(_without_marks(text[match.end() :]))
            return _turned_once(start, end) if only_hour else Span(start, end)
    return None


def _whole_days(text: str, asked: _Asked) -> Span | None:
    """Read "les 5 et 6 décembre", "du 5 au 7 décembre", "5 décembre toute la journée"."""
    text, whole = _WHOLE_DAY.subn(" ", text)
    text = " ".join(text.split())
    if listing := _LIST.fullmatch(text):
        found = _first_and_last(listing["first"], listing["last"], asked)
        if found and found[1] - found[0] != (listing["more"].count("|") + 1) * _DAY:
            raise DaysApart
        return asked.days(*found) if found else None
    for match in list(_TO.finditer(text))[:_MOST_TRIES]:
        if found := _first_and_last(text[: match.start()], text[match.end() :], asked):
            return asked.days(*found)
    day = asked.day(text) if whole else None
    return asked.days(day, day) if day else None


def _first_and_last(left: str, right: str, asked: _Asked) -> tuple[date, date] | None:
    """Both days; a month, year or week that one lacks is taken from the other."""
    left, right = _without_marks(left), _without_marks(right)
    if right.isdigit():  # "december 5 to 6"
        right = _NUMBER.sub(right, left, count=1)
    if left.isalpha() and right.split(" ")[0].isalpha() and _DIGITS.search(right):
        last = asked.day(right)  # "samedi et dimanche 6 décembre"
        first = last and asked.day(left, last - 8 * _DAY)
        return (first, last) if first and last else None
    unlike: Refusal | None = None
    for borrowed in _borrowed_words(right, left):
        try:
            first = asked.day(f"{left}{borrowed}")
            last = first and asked.day(right, first)
        except (EndBeforeStart, WrongWeekday) as refusal:
            unlike = unlike or refusal
            continue
        if first and last:
            return first, last
    if unlike:
        raise unlike
    return None


def _borrowed_words(words: str, other: str) -> list[str]:
    """Words that complete a shorter day: a month and a year, a year, or none."""
    if other.isdigit() and "/" in words:
        return [words[words.index("/") :]]
    blanks = [blank.start() for blank in re.finditer(" ", words)]
    return [*(words[blank:] for blank in blanks[-_MOST_LENT:]), ""]


_LEADING = {"de", "d'", "from", "entre", "between"}
_HALF = re.compile(r"[ap]m$")
_OTHER_HALF = {"am": "pm", "pm": "am"}
_LETTER = re.compile(r"[a-z]")
_DIGITS = re.compile(r"\d+")
_NUMBER = re.compile(r"(?<![\d/])\d{1,2}(?!\d)")
_PART = re.compile(r"\b(?:matin|apresmidi|soir)\b")

_DASH = "[-‐‑‒–—−]"
_MARKS = tuple(
    (re.compile(pattern), mark)
    for pattern, mark in (
        (r"[|~]|(?<!\d)[,;(]|[,;(](?!\d)", " | "),
        (rf"\s+{_DASH}+\s+|\s*(?:→|{_DASH}+>)\s*", " ~ "),
    )
)
_MARKED = re.compile(r"[|~]")
_LEADS = re.compile(r"^(?:(?:du|de|from|entre|between|les?|the) )+")

_NAMED = "midi|minuit|noon|midnight"
_MINUTES = r"[0-5]\d(?!\d)"
_UNIT = r"(?: ?(?:heures?|h|o'clock)(?![a-z])(?: ?MIN)?|[:.]MIN(?:[ap]m\b)?|[ap]m\b)"
_HOUR = rf"(?:\b(?:{_NAMED})\b|\d{{1,2}}{_UNIT.replace('MIN', _MINUTES + NO_DATE)})"
_ONLY_HOUR = re.compile(_HOUR)
_HOURS = re.compile(
    rf"(?:\b(?P<lead>de|from|entre|between) )?(?<![\d/.:-])"
    rf"(?P<first>\b(?:{_NAMED})\b|\d{{1,2}}{_UNIT.replace('MIN', _MINUTES)}?)"
    r"(?P<between>-| (?:\| )?(?:~|a|et|and|to|until|till|jusqu'a) )"
    rf"(?P<last>{_HOUR}|\d{{1,2}}$)"
)
_TO = re.compile(r" (?:\| )?(?:~|a|au|to|until|till|jusqu'au?) |-")
_LIST = re.compile(r"(?P<first>[^|]+?)(?P<more>(?: \| [^|]+?)*) (?:et|and|&) (?P<last>[^|]+)")
_WHOLE_DAY = re.compile(r"(?:\| )?\b(?:toute la journee|journee entiere|all day|whole day)\b")
_LASTING = re.compile(
    r"(?P<start>.+?) (?:(?:\| )?(?P<said>duree|pendant|durant|for|lasting|during|duration)\b ?:?"
    r" ?(?:(?:de|of) |d')?|\| )(?P<length>[^|]+)"
)
