"""Events as iCalendar files (RFC 5545), with their time zones included.

Typed text stays inside its own property: line ends become spaces, or escaped line ends in a
description, and invisible characters are removed.

The library is large: a module that is loaded at the start imports this one where it writes.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from urllib.parse import quote, urlsplit
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone, vCalAddress, vDuration, vText, vUri

from bot.domain.calendars.entries import CalendarEntry, in_utc, local_time
from bot.domain.words import on_one_line

_PRODUCT = "-//Terreau//Events//EN"
_NO_ADDRESS = "invalid:nomail"
"""Address of an organiser who has only a name, as other calendars write it."""
_OF_AN_ADDRESS = "!#$%&'()*+,/:;=?@~"
_STATED_IN_UTC = "UTC"


def calendar(
    entries: Sequence[CalendarEntry], *, name: str = "", refreshed: timedelta | None = None
) -> bytes:
    """A calendar of these events; equal events give equal bytes.

    A calendar for subscribers has a `name`, and says how often to fetch it.
    """
    result = Calendar()
    result.add("version", "2.0")
    result.add("prodid", _PRODUCT)
    result.add("method", "PUBLISH")
    if name:
        for key in ("name", "x-wr-calname"):
            result.add(key, _Typed(_line(name)))
    if refreshed is not None:
        result.add("refresh-interval", vDuration(refreshed, params={"VALUE": "DURATION"}))
        result.add("x-published-ttl", vDuration(refreshed))
    for zone in _zones(entries):
        result.add_component(zone)
    for entry in entries:
        result.add_component(_event(entry))
    written: bytes = result.to_ical(sorted=False)
    return written


class _Typed(vText):
    r"""Words of a person, escaped exactly: the library's own takes their `\N` for a line end."""

    def to_ical(self) -> bytes:
        r"""Escape `\`, `;`, `,` and line ends, in this order."""
        plain = str(self).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
        return plain.replace("\n", "\\n").encode()


def _event(entry: CalendarEntry) -> Event:
    event = Event()
    event.add("uid", _Typed(_line(entry.uid)))
    event.add("dtstamp", in_utc(entry.changed_at))
    event.add("last-modified", in_utc(entry.changed_at))
    event.add("sequence", entry.sequence)
    event.add("status", entry.status)
    for key, moment in _span(entry):
        event.add(key, moment)
    for key, words in (
        ("summary", _line(entry.title)),
        ("location", _line(entry.place)),
        ("description", "\n".join(map(_line, entry.description.splitlines())).strip()),
    ):
        if words:
            event.add(key, _Typed(words))
    if url := _address(entry.url):
        event.add("url", vUri(url))
    if organiser := _line(entry.organiser).replace('"', "'"):
        event.add("organizer", vCalAddress(_NO_ADDRESS, params={"CN": organiser}))
    return event


def _span(entry: CalendarEntry) -> Iterator[tuple[str, date]]:
    """From when to when, in the event's own hours.

    The hour that comes twice when clocks are turned back means its first half: what is in the
    second is said in UTC. An end that is not behind its start is left out, as the format wants.
    """
    starts, ends = (local_time(each, entry.zone) for each in (entry.starts_at, entry.ends_at))
    if entry.lasts_days:
        yield "dtstart", starts.date()
        yield "dtend", ends.date()
        return
    if starts.fold or ends.fold or entry.zone == _STATED_IN_UTC:
        starts, ends = in_utc(starts), in_utc(ends)
    yield "dtstart", starts
    if entry.takes_time:
        yield "dtend", ends


def _zones(entries: Iterable[CalendarEntry]) -> Iterator[Timezone]:
    """Definitions of each named zone in the years of these events, in the order of their names."""
    years: dict[str, set[int]] = {}
    for entry in entries:
        for _, moment in _span(entry):
            if isinstance(moment, datetime) and moment.tzinfo is not UTC:
                years.setdefault(entry.zone, set()).add(moment.year)
    for zone, those in sorted(years.items()):
        yield _zone(zone, min(those), max(those))


@lru_cache(maxsize=128)
def _zone(name: str, first: int, last: int) -> Timezone:
    """A zone from the year before the first event to the end of the year after the last one.

    Cached: it must not be changed.
    """
    zone = Timezone.from_tzinfo(
        ZoneInfo(name), name, first_date=date(first - 1, 1, 1), last_date=date(last + 2, 1, 1)
    )
    zone.pop("COMMENT", None)
    return zone


def _line(words: str) -> str:
    return on_one_line(words.encode(errors="ignore").decode())


def _address(url: str) -> str:
    """An address of the web without anything that no address contains; empty for another one.

    Readers give a whole calendar up for one address that is none.
    """
    typed = _line(url)
    plain = quote(typed, safe=_OF_AN_ADDRESS)
    return plain if _is_link(typed) and _is_link(plain) else ""


def _is_link(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
