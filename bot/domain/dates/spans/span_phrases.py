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
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.dates.phrases.clock_times import NO_DATE
from bot.domain.dates.phrases.date_words import respelled, shortened, without_city
from bot.domain.dates.phrases.days import UnreadableMoment
from bot.domain.dates.phrases.durations import DAY, UnreadableDuration, read_duration
from bot.domain.dates.phrases.moments import read_moment
from bot.domain.dates.spans.span_parts import PartReader, mark_parts, without_marks
from bot.domain.dates.spans.spans import EndBeforeStart, Span, check_length
from bot.domain.dates.spans.whole_days import DIGITS, MOST_TRIES, TO, whole_days
from bot.domain.refusals import Refusal

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
        first, last, rest = match["first"], match["last"], _text_around(match)
        listed = match["between"].strip() in {"et", "and"}
        led = match["lead"] in ({"entre", "between"} if listed else _LEADING)
        tight = match["between"] == "-"
        if (listed and not led) or (first.isdigit() and (last.isdigit() or not (led or tight))):
            continue
        last = f"{last}h" if last.isdigit() else last
        if span := _on_day(rest, _with_half_of_day(first, last), last, reader):
            return span
    return None


def _text_around(match: re.Match[str]) -> str:
    return f"{match.string[: match.start()]} {match.string[match.end() :]}"


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
        return _on_days(days, first, last, reader)
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


def _on_days(days: Span, first: str, last: str, reader: PartReader) -> Span | None:
    """The span from an hour of the first day to an hour of the last: "5 et 6/12 9h-17h"."""
    final = (days.ends_at or days.starts_at).date() - DAY
    start = reader.moment(f"{days.starts_at:%d/%m/%Y} {first}")
    end = reader.end(f"{final:%d/%m/%Y} {last}", start) if start else None
    return Span(start, end) if start and end else None


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
