"""A span of time, and the reasons to refuse one."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

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
