"""The time in which check-in codes of an event are valid."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.refusals import Final

OPENS_BEFORE = timedelta(hours=2)


class DoorNotOpen(Final):
    """The code of event {number} works from {opens}. Come back then."""


class DoorClosed(Final):
    """Event {number} ended on {ended}: its code no longer works."""


class TooEarlyToNote(Final):
    """Attendance at event {number} can be noted from {opens}."""


def noted_from(starts_at: datetime, zone: ZoneInfo) -> datetime:
    """From when on gardeners note who is there: from the morning of the day, or when it opens."""
    local = starts_at.astimezone(zone)
    morning = local.replace(hour=0, minute=0, second=0, microsecond=0)
    return min(morning, opens_at(starts_at))


def check_day(number: int, starts_at: datetime, zone: ZoneInfo, now: datetime) -> None:
    """Raise on a day before the event."""
    opens = noted_from(starts_at, zone)
    if now < opens:
        raise TooEarlyToNote(number=number, opens=opens)


def opens_at(starts_at: datetime) -> datetime:
    """Start of check-in: two hours before the event."""
    return starts_at - OPENS_BEFORE


def check_hours(number: int, starts_at: datetime, over_at: datetime, now: datetime) -> None:
    """Refuse people before the code works or after the end, and state the hours."""
    if now < opens_at(starts_at):
        raise DoorNotOpen(number=number, opens=opens_at(starts_at))
    if now >= over_at:
        raise DoorClosed(number=number, ended=over_at)
