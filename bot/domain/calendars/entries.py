"""Events as entries of a calendar."""

from dataclasses import dataclass
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

MEDIA_TYPE = "text/calendar"


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """An event in a calendar."""

    uid: str
    """Globally unique identifier."""
    sequence: int
    """Number of its changes."""
    starts_at: datetime
    ends_at: datetime
    zone: str
    """Zone of its hours."""
    title: str
    changed_at: datetime
    """Time of its last change."""
    place: str = ""
    """Address in words."""
    url: str = ""
    """A page about it, or its online meeting."""
    description: str = ""
    """Description in plain text."""
    organiser: str = ""
    cancelled: bool = False
    """True if it was called off."""
    tentative: bool = False
    """True if the reader may attend it."""

    @property
    def lasts_days(self) -> bool:
        """True if it lasts from midnight to midnight in its zone."""
        ends = (self.starts_at, self.ends_at)
        at_midnight = all(local_time(each, self.zone).time() == time() for each in ends)
        return at_midnight and self.takes_time

    @property
    def takes_time(self) -> bool:
        """True if its end is behind its start, by the time that passes."""
        return in_utc(self.starts_at) < in_utc(self.ends_at)

    @property
    def status(self) -> str:
        """The state of an event, in the words of RFC 5545."""
        if self.cancelled:
            return "CANCELLED"
        return "TENTATIVE" if self.tentative else "CONFIRMED"


def local_time(moment: datetime, zone: str) -> datetime:
    """A moment by the clocks of a zone, in whole seconds."""
    return moment.astimezone(ZoneInfo(zone)).replace(microsecond=0)


def in_utc(moment: datetime) -> datetime:
    """A moment in UTC, in whole seconds."""
    return moment.astimezone(UTC).replace(microsecond=0)
