"""Events of external calendars as they are proposed, and the reasons to refuse a calendar.

`parser` reads them; here is its result, also as JSON.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from bot.domain.addresses import read_link
from bot.domain.rates import Rhythm
from bot.domain.refusals import Refusal

MOST_BYTES = 5 * 1024 * 1024
"""The largest calendar that is read."""
MOST_FOUND = 500
"""Events that are taken from one calendar, the earliest first."""
AHEAD = timedelta(days=183)
"""Time ahead for which recurring events are expanded."""
FAR = timedelta(days=730)
"""Time ahead of the latest event: later dates are mostly mistyped years."""
RHYTHM = Rhythm(
    every=timedelta(hours=6), seldom=timedelta(days=2), spread=timedelta(hours=1), steps=13
)
"""Intervals at which a calendar is fetched."""
SHOWN = ("title", "starts_at", "ends_at", "place", "link", "description")
"""Fields that our event takes from a calendar."""
_INSTANTS = ("starts_at", "ends_at", "changed_at")


class UnreadableCalendar(Refusal):
    """I cannot read a calendar at this address."""

    word = "unreadable"
    """Why, in a word that is kept."""


class NoCalendar(UnreadableCalendar):
    """There is no calendar at this address. A calendar's address often ends in .ics."""

    word = "no calendar"


class BrokenCalendar(UnreadableCalendar):
    """There is a calendar at this address, but I can read none of its events."""


class CalendarTooLarge(UnreadableCalendar):
    """This calendar is too large: the limit is {most} MB."""

    word = "too big"


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """One event of a calendar, or one occurrence of a recurring event."""

    uid: str
    """Identifier, shared by the occurrences."""
    title: str
    """Title in plain text."""
    starts_at: datetime
    """Beginning, in UTC."""
    ends_at: datetime | None
    """End, in UTC."""
    zone: str
    """Zone of its hours."""
    recurrence: str = ""
    """Day that distinguishes the occurrence from the others."""
    sequence: int = 0
    """Number of its changes."""
    cancelled: bool = False
    """True if it was called off."""
    whole_day: bool = False
    """True if it has no hours."""
    place: str = ""
    """Address in words."""
    link: str = ""
    """Online meeting."""
    url: str = ""
    """A page about it."""
    description: str = ""
    """Description in plain text."""
    changed_at: datetime | None = None
    """Time of its last change."""

    @property
    def key(self) -> str:
        """Its identity, made of UID and recurrence, of constant length."""
        return sha256(f"{self.uid}\n{self.recurrence}".encode()).hexdigest()

    @property
    def fingerprint(self) -> str:
        """A hash of everything that our event shows."""
        shown = {
            name: value for name, value in pack_event(self).items() if name in (*SHOWN, "cancelled")
        }
        return sha256(json.dumps(shown, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class ParsedCalendar:
    """A calendar that was read."""

    name: str
    found: tuple[CalendarEvent, ...]
    """The next events, in order."""
    broken: int = 0
    """Number of entries that cannot be read."""
    left: int = 0
    """Number of further events and entries, beyond the limits."""
    etag: str = ""
    """Entity tag for the next request."""
    modified: str = ""
    """Date of modification for the next request."""


def read_address(typed: str) -> str:
    """The web address of a calendar; the one that calendar programs write as webcal is read too."""
    return read_link(re.sub(r"^\s*webcals?://", "https://", typed, flags=re.IGNORECASE))


def changes(before: CalendarEvent, after: CalendarEvent) -> dict[str, Any]:
    """Differences from the calendar as it was: by column of an event, its new value."""
    return {
        name: getattr(after, name)
        for name in SHOWN
        if getattr(after, name) != getattr(before, name)
    }


def pack_calendar(calendar: ParsedCalendar) -> bytes:
    """A calendar as bytes; `unpack_calendar` gives it back, equal."""
    values = {each.name: getattr(calendar, each.name) for each in fields(ParsedCalendar)}
    return json.dumps({**values, "found": [pack_event(each) for each in calendar.found]}).encode()


def unpack_calendar(content: bytes) -> ParsedCalendar:
    """The calendar that `pack_calendar` made this of."""
    values = json.loads(content)
    return ParsedCalendar(
        **{**values, "found": tuple(unpack_event(each) for each in values["found"])}
    )


def pack_event(found: CalendarEvent) -> dict[str, Any]:
    """An event as JSON; `unpack_event` gives it back, equal."""
    values = asdict(found)
    for name in _INSTANTS:
        values[name] = None if values[name] is None else values[name].isoformat()
    return values


def unpack_event(values: Mapping[str, Any]) -> CalendarEvent:
    """The event that `pack_event` made this of, without additions of a later version."""
    known = {each.name for each in fields(CalendarEvent)}
    read = {name: value for name, value in values.items() if name in known}
    for name in _INSTANTS:
        if read.get(name) is not None:
            read[name] = datetime.fromisoformat(read[name])
    return CalendarEvent(**read)
