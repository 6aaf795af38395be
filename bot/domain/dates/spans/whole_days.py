"""Read whole days: "les 5 et 6 décembre", "du 5 au 7 décembre", "5 décembre toute la journée"."""

import re
from datetime import date

from bot.domain.dates.phrases.days import WrongWeekday
from bot.domain.dates.phrases.durations import DAY
from bot.domain.dates.spans.span_parts import PartReader, without_marks
from bot.domain.dates.spans.spans import EndBeforeStart, Span
from bot.domain.refusals import Refusal

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
    for borrowed in _borrowed_words(right, left):
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


def _borrowed_words(words: str, other: str) -> list[str]:
    """Words that complete a shorter day: a month and a year, a year, or none."""
    if other.isdigit() and "/" in words:
        return [words[words.index("/") :]]
    blanks = [blank.start() for blank in re.finditer(" ", words)]
    return [*(words[blank:] for blank in blanks[-_MOST_LENT:]), ""]


DIGITS = re.compile(r"\d+")
_NUMBER = re.compile(r"(?<![\d/])\d{1,2}(?!\d)")
TO = re.compile(r" (?:\| )?(?:~|a|au|to|until|till|jusqu'au?) |-")
_LIST = re.compile(r"(?P<first>[^|]+?)(?P<more>(?: \| [^|]+?)*) (?:et|and|&) (?P<last>[^|]+)")
_WHOLE_DAY = re.compile(r"(?:\| )?\b(?:toute la journee|journee entiere|all day|whole day)\b")
