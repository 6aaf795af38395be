"""Read the beginning and end of an event as people type them, in French and in English.

The phrase is split into a beginning and an end, a length, or days, and `moments` reads each part;
a phrase that cannot be split is a beginning without an end. A phrase is understood as a whole or
refused, and the bot repeats what it understood.

- An end is counted from the beginning: "5 décembre 20h-1h" ends the next day. Clocks turn round for
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

from bot.domain.dates.clock_times import DAY, NO_DATE, UnreadableDuration, read_duration
from bot.domain.dates.date_words import LONGEST, respelled, shortened, without_city
from bot.domain.dates.days import MomentInThePast, UnreadableMoment, WrongWeekday, read_day
from bot.domain.dates.local_time import instant
from bot.domain.dates.moments import HourMissing, read_moment
from bot.domain.refusals import Refusal

LONGEST_SPAN = timedelta(days=14)


class EndBeforeStart(Refusal):
    """The end is before the beginning. Write for example: 5 December 2:30pm-4pm."""

    asked_again = True


class SpanTooLong(Refusal):
    """This lasts more than {days} days: create an event for each part."""


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


@dataclass(frozen=True, slots=True)
class Month:
    """A month of the calendar, by its first day."""

    first: date


@dataclass(frozen=True, slots=True)
class Deadline:
    """A moment until which something may be done, shown in short."""

    at: datetime


def check_length(span: Span) -> Span:
    """Return the span. Raises if its length is negative or over the limit."""
    if span.ends_at is not None:
        if span.ends_at.astimezone(UTC) <= span.starts_at.astimezone(UTC):
            raise EndBeforeStart
        if span.ends_at.replace(tzinfo=None) - span.starts_at.replace(tzinfo=None) > LONGEST_SPAN:
            raise SpanTooLong(days=LONGEST_SPAN.days)
    return span


def mark_parts(words: str) -> str:
    """Mark where one part may end and another begin, with signs that respelling keeps."""
    if len(words) > LONGEST:
        raise ValueError("too long")
    for pattern, mark in _MARKS:
        words = pattern.sub(mark, words)
    return words


def without_marks(text: str) -> str:
    """A part without its marks and leading words."""
    return _LEADS.sub("", " ".join(_MARKED.sub(" ", text).split()))


@dataclass(frozen=True, slots=True)
class PartReader:
    """Reads the parts of a phrase that was written at a time and in a zone."""

    now: datetime
    zone: ZoneInfo

    def moment(self, text: str) -> datetime | None:
        """The moment that a part names, or None; it has to say its hour."""
        try:
            return read_moment(without_marks(text), now=self.now, zone=self.zone)
        except (HourMissing, UnreadableMoment):
            return None

    def end(self, text: str, start: datetime) -> datetime | None:
        """The moment of an end, counted from the beginning."""
        try:
            return PartReader(start, self.zone).moment(text)
        except MomentInThePast:
            raise EndBeforeStart from None

    def day(self, text: str, since: date | None = None) -> date | None:
        """The day that a part names, or None; that of an end is counted from `since`."""
        try:
            return read_day(
                without_marks(text), today=since or self.now.astimezone(self.zone).date()
            )
        except UnreadableMoment:
            return None
        except MomentInThePast:
            if since:
                raise EndBeforeStart from None
            raise

    def days(self, first: date, last: date) -> Span:
        """The span of whole days."""
        midnights = (datetime.combine(day, time()) for day in (first, last + DAY))
        start, end = (instant(each, self.zone).astimezone(self.zone) for each in midnights)
        return Span(start, end)


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
MOST_TRIES = 8
_MOST_LENT = 3


class DaysApart(Refusal):
    """These days are not consecutive: create an event for each."""


def whole_days(text: str, reader: PartReader) -> Span | None:
    """Read "les 5 et 6 décembre", "du 5 au 7 décembre", "5 décembre toute la journée"."""
    text, whole = _WHOLE_DAY.subn(" ", text)
    text = " ".join(text.split())
    if listing := _LIST.fullmatch(text):
        days = _first_and_last(listing["first"], listing["last"], reader)
        if days and days[1] - days[0] != (listing["more"].count("|") + 1) * DAY:
            raise DaysApart
        return reader.days(*days) if days else None
    for match in list(TO.finditer(text))[:MOST_TRIES]:
        if days := _first_and_last(text[: match.start()], text[match.end() :], reader):
            return reader.days(*days)
    day = reader.day(text) if whole else None
    return reader.days(day, day) if day else None


def _first_and_last(left: str, right: str, reader: PartReader) -> tuple[date, date] | None:
    """Both days; a month, year or week missing in one is taken from the other."""
    left, right = without_marks(left), without_marks(right)
    if right.isdigit():  # "december 5 to 6"
        right = _NUMBER.sub(right, left, count=1)
    if left.isalpha() and right.split(" ")[0].isalpha() and DIGITS.search(right):
        last = reader.day(right)  # "samedi et dimanche 6 décembre"
        first = last and reader.day(left, last - 8 * DAY)
        return (first, last) if first and last else None
    unlike: Refusal | None = None
    if left.isdigit() and "/" in right:
        lent = [right[right.index("/") :]]
    else:  # a month and a year, a year, or none
        blanks = [blank.start() for blank in re.finditer(" ", right)]
        lent = [*(right[blank:] for blank in blanks[-_MOST_LENT:]), ""]
    for borrowed in lent:
        try:
            first = reader.day(f"{left}{borrowed}")
            last = first and reader.day(right, first)
        except (EndBeforeStart, WrongWeekday) as refusal:
            unlike = unlike or refusal
            continue
        if first and last:
            return first, last
    if unlike:
        raise unlike
    return None


DIGITS = re.compile(r"\d+")
_NUMBER = re.compile(r"(?<![\d/])\d{1,2}(?!\d)")
TO = re.compile(r" (?:\| )?(?:~|a|au|to|until|till|jusqu'au?) |-")
_LIST = re.compile(r"(?P<first>[^|]+?)(?P<more>(?: \| [^|]+?)*) (?:et|and|&) (?P<last>[^|]+)")
_WHOLE_DAY = re.compile(r"(?:\| )?\b(?:toute la journee|journee entiere|all day|whole day)\b")
_NIGHT = timedelta(hours=12)
_DIAL = 12
_MOST_HOURS = 3


class UnreadableSpan(Refusal):
    """I do not understand the date “{words}”. Write for example: 5 December 2:30pm-4pm."""

    asked_again = True


class EndOrLength(Refusal):
    """Is {words} the end, or how long it lasts? Write “until {words}”, or “lasting {words}”."""


def read_span(words: str, *, now: datetime, zone: ZoneInfo) -> Span:
    """Read when something to come begins and ends; a day without an hour is asked its hour."""
    reader = PartReader(now, zone)
    try:
        text = without_city(respelled(mark_parts(words)), zone)
        for read in (_lasting, _from_hour_to_hour, _from_moment_to_moment, whole_days):
            if span := read(text, reader):
                return check_length(span)
        return Span(read_moment(words, now=now, zone=zone))
    except (UnreadableMoment, ValueError):
        raise UnreadableSpan(words=shortened(words)) from None


def _lasting(text: str, reader: PartReader) -> Span | None:
    """Read "5 décembre 14h30, 2h" and "5 décembre 14h30 durée 1h30"."""
    match = _LASTING.fullmatch(text)
    try:
        length = read_duration(match["length"]) if match else None
    except UnreadableDuration:
        return None
    if match is None or length is None:
        return None
    start = reader.moment(match["start"])
    if start is None:
        if match["said"]:
            read_moment(without_marks(match["start"]), now=reader.now, zone=reader.zone)
        return None
    if not match["said"] and timedelta(hours=start.hour, minutes=start.minute) < length < DAY:
        raise EndOrLength(words=match["length"])
    return Span(start, (start.astimezone(UTC) + length).astimezone(reader.zone))


def _from_hour_to_hour(text: str, reader: PartReader) -> Span | None:
    """Read "samedi 14h30-16h30" and "de 14h à 16h30 samedi 5/12"."""
    for match in list(_HOURS.finditer(text))[:_MOST_HOURS]:
        first, last = match["first"], match["last"]
        rest = f"{text[: match.start()]} {text[match.end() :]}"
        listed = match["between"].strip() in {"et", "and"}
        led = match["lead"] in ({"entre", "between"} if listed else _LEADING)
        tight = match["between"] == "-"
        if (listed and not led) or (first.isdigit() and (last.isdigit() or not (led or tight))):
            continue
        last = f"{last}h" if last.isdigit() else last
        if span := _on_day(rest, _with_half_of_day(first, last), last, reader):
            return span
    return None


def _with_half_of_day(first: str, last: str) -> str:
    """The first hour with the half of the day of the last: "2-4pm" begins at 2pm."""
    half = _HALF.search(last)
    if half is None or _LETTER.search(first):
        return f"{first}h" if first.isdigit() else first
    begins, ends = (int(DIGITS.findall(each)[0]) % _DIAL for each in (first, last))
    return f"{first}{half[0] if begins <= ends else _OTHER_HALF[half[0]]}"


def _on_day(rest: str, first: str, last: str, reader: PartReader) -> Span | None:
    """The span between two hours of the day or days in the other words."""
    if days := whole_days(rest, reader):
        # "5 et 6/12 9h-17h": from an hour of the first day to an hour of the last
        final = (days.ends_at or days.starts_at).date() - DAY
        start = reader.moment(f"{days.starts_at:%d/%m/%Y} {first}")
        end = reader.end(f"{final:%d/%m/%Y} {last}", start) if start else None
        return Span(start, end) if start and end else None
    start = reader.moment(f"{rest} {first}")
    if start is None:
        return None
    ends = [reader.end(last, start)]
    if part := _PART.search(rest):
        ends.append(reader.end(f"{last} du {part[0]}", start))
    end = min((each for each in ends if each), default=None)
    return _within_a_night(start, end) if end else None


def _within_a_night(start: datetime, end: datetime) -> Span:
    """The span to an hour of the same day, or of the night that follows."""
    if end.date() > start.date() and end - start > _NIGHT:
        raise EndBeforeStart
    return Span(start, end)


def _from_moment_to_moment(text: str, reader: PartReader) -> Span | None:
    """Read "du 5 décembre 9h au 6 décembre 17h"."""
    for match in list(TO.finditer(text))[:MOST_TRIES]:
        start = reader.moment(text[: match.start()])
        end = reader.end(text[match.end() :], start) if start else None
        if start and end:
            only_hour = _ONLY_HOUR.fullmatch(without_marks(text[match.end() :]))
            return _within_a_night(start, end) if only_hour else Span(start, end)
    return None


_LEADING = {"de", "d'", "from", "entre", "between"}
_HALF = re.compile(r"[ap]m$")
_OTHER_HALF = {"am": "pm", "pm": "am"}
_LETTER = re.compile(r"[a-z]")
_PART = re.compile(r"\b(?:matin|apresmidi|soir)\b")
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
_LASTING = re.compile(
    r"(?P<start>.+?) (?:(?:\| )?(?P<said>duree|pendant|durant|for|lasting|during|duration)\b ?:?"
    r" ?(?:(?:de|of) |d')?|\| )(?P<length>[^|]+)"
)
