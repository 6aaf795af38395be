"""Events as entries of a calendar."""

from dataclasses import dataclass
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

MEDIA_TYPE = "text/calendar"


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """An event in a calendar. The zone is the one in which its hours are meant.

    `tentative` is for somebody who may come.
    """

    uid: str
    sequence: int
    starts_at: datetime
    ends_at: datetime
    zone: str
    title: str
    changed_at: datetime
    place: str = ""
    url: str = ""
    description: str = ""
    organiser: str = ""
    cancelled: bool = False
    tentative: bool = False

    @property
    def lasts_days(self) -> bool:
        """True if it is from one midnight to another, where it is."""
        ends = (self.starts_at, self.ends_at)
        at_midnight = all(there(each, self.zone).time() == time() for each in ends)
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


def there(moment: datetime, zone: str) -> datetime:
    """A moment by the clocks of a zone, in whole seconds."""
    return moment.astimezone(ZoneInfo(zone)).replace(microsecond=0)


def in_utc(moment: datetime) -> datetime:
    """A moment in UTC, in whole seconds."""
    return moment.astimezone(UTC).replace(microsecond=0)
