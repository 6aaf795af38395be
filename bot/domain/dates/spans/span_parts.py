"""Parts of a phrase about a span: moments, ends and days."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from bot.domain.dates.instants import instant
from bot.domain.dates.phrases.date_words import LONGEST
from bot.domain.dates.phrases.days import MomentInThePast, UnreadableMoment, read_day
from bot.domain.dates.phrases.durations import DAY
from bot.domain.dates.phrases.moments import HourMissing, read_moment
from bot.domain.dates.spans.spans import EndBeforeStart, Span


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
