"""One entry of a calendar as an event that may be proposed, with plain text."""

import re
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Component

from bot.domain.events.rules import LONGEST_DESCRIPTION, LONGEST_PLACE, LONGEST_TITLE
from bot.domain.external_calendars.events import FeedEvent
from bot.domain.text.plain_text import plain, safe_link, shortened
from bot.domain.words import on_one_line

_LONGEST_UID = 200
_LARGEST = 2**31 - 1
_DAY = timedelta(days=1)


def event_of_entry(entry: Component, zone: ZoneInfo, *, recurs: bool) -> FeedEvent:
    """The event of an entry. Raises errors of the library if the entry is broken.

    Hours without a zone are in `zone`.
    """
    starts = _day(entry, "DTSTART")
    starts_at = _instant(starts, zone)
    place, link = _place(entry)
    return FeedEvent(
        uid=uid_of(entry),
        title=shortened(on_one_line(_words(entry, "SUMMARY")), LONGEST_TITLE),
        starts_at=starts_at,
        ends_at=_end(entry, starts, zone),
        zone=_zone_name(starts, zone),
        recurrence=_recurrence(entry, zone) if recurs or "RECURRENCE-ID" in entry else "",
        sequence=_number(entry, "SEQUENCE"),
        cancelled=_words(entry, "STATUS").strip().upper() == "CANCELLED",
        whole_day=not isinstance(starts, datetime),
        place=place,
        link=link,
        url=safe_link(_words(entry, "URL")),
        description=shortened(plain(_words(entry, "DESCRIPTION")), LONGEST_DESCRIPTION),
        changed_at=_moment(entry, "LAST-MODIFIED", zone) or _moment(entry, "DTSTAMP", zone),
    )


def uid_of(entry: Component) -> str:
    """The entry's UID; without one, a hash of its content."""
    uid = on_one_line(_words(entry, "UID"))
    if not uid:
        uid = f"{_day(entry, 'DTSTART')} {_words(entry, 'SUMMARY')}"
    elif len(uid) <= _LONGEST_UID:
        return uid
    return sha256(uid.encode("utf-8", "replace")).hexdigest()


def _day(entry: Component, name: str) -> date:
    """The day that a property says, and the hour if it says one; raises `TypeError`."""
    value = getattr(entry.get(name), "dt", None)
    if not isinstance(value, date):
        raise TypeError(name)
    return value


def _instant(day: date, zone: ZoneInfo) -> datetime:
    if not isinstance(day, datetime):
        day = datetime.combine(day, time())
    return (day.replace(tzinfo=zone) if day.tzinfo is None else day).astimezone(UTC)


def _end(entry: Component, start: date, zone: ZoneInfo) -> datetime | None:
    """The end, if the entry gives one; a day ends with the day."""
    lasts = getattr(entry.get("DURATION"), "dt", None)
    if "DTEND" in entry:
        end = _instant(_day(entry, "DTEND"), zone)
    elif isinstance(lasts, timedelta):
        end = _instant(start, zone) + lasts
    elif not isinstance(start, datetime):
        end = _instant(start + _DAY, zone)
    else:
        return None
    return end if end > _instant(start, zone) else None


def _zone_name(start: date, zone: ZoneInfo) -> str:
    """The zone in which an event is shown; times in UTC are shown in the calendar's."""
    own = start.tzinfo if isinstance(start, datetime) else None
    if isinstance(own, ZoneInfo) and own.key not in ("UTC", "Etc/UTC"):
        return own.key
    return zone.key


def _recurrence(entry: Component, zone: ZoneInfo) -> str:
    """The day on which this one of many would be, whatever became of it."""
    day = _day(entry, "RECURRENCE-ID" if "RECURRENCE-ID" in entry else "DTSTART")
    if isinstance(day, datetime) and day.tzinfo is not None:
        return day.astimezone(zone).date().isoformat()
    return (day.date() if isinstance(day, datetime) else day).isoformat()


def _moment(entry: Component, name: str, zone: ZoneInfo) -> datetime | None:
    try:
        return _instant(_day(entry, name), zone)
    except (TypeError, OverflowError):
        return None


def _words(entry: Component, name: str) -> str:
    """The words of a property; of several with the same name, the first."""
    value: Any = entry.get(name, "")
    if isinstance(value, list):
        value = value[0] if value else ""
    return str(value)


def _number(entry: Component, name: str) -> int:
    match = re.fullmatch(r"\s*([0-9]{1,10})\s*", _words(entry, name))
    return min(int(match[1]), _LARGEST) if match else 0


def _place(entry: Component) -> tuple[str, str]:
    """The place, or the address of an online meeting."""
    words = on_one_line(plain(_words(entry, "LOCATION")))
    if "://" in words and (link := safe_link(words)):
        return "", link
    return shortened(words, LONGEST_PLACE), ""
