"""Parser of calendars in iCalendar format; a broken entry costs only itself.

A calendar is cut into its entries before the library sees it, so that one broken entry does not
hide the others. Entries that would take for ever to count (every second) count as broken.
"""

import re
import warnings
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

import recurring_ical_events
from icalendar import Calendar, Component, Event
from icalendar.timezone import tzp

from bot.domain.addresses import plain, safe_link, shortened
from bot.domain.events.rules import LONGEST_DESCRIPTION, LONGEST_PLACE, LONGEST_TITLE
from bot.domain.external_calendars.events import (
    AHEAD,
    FAR,
    MOST_BYTES,
    MOST_FOUND,
    BrokenCalendar,
    CalendarEvent,
    CalendarTooLarge,
    NoCalendar,
    ParsedCalendar,
)
from bot.domain.words import on_one_line

_LONGEST_UID = 200
_LARGEST = 2**31 - 1
_DAY = timedelta(days=1)


def event_of_entry(entry: Component, zone: ZoneInfo, *, recurs: bool) -> CalendarEvent:
    """The event of an entry. Raises errors of the library if the entry is broken.

    Hours without a zone are in `zone`.
    """
    starts = _day(entry, "DTSTART")
    starts_at = _instant(starts, zone)
    place, link = _place(entry)
    return CalendarEvent(
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


MOST_ENTRIES = 10_000
MOST_SERIES = 200
MOST_OF_A_SERIES = 60
_LONGEST_NAME = 80
_LONGEST_BLOCK = 100_000
_MOST_ZONES = 20
_MOST_RULES_OF_A_ZONE = 20
_OLDEST = datetime(1970, 1, 1, tzinfo=UTC)

_LINE = re.compile(r"\r\n|\n|\r")
_RULE_PARTS = frozenset(
    {"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTH", "BYMONTHDAY", "BYSETPOS", "WKST"}
)
_PACES = frozenset({"DAILY", "WEEKLY", "MONTHLY", "YEARLY"})
_ZONE_RULE = re.compile(r"^RRULE[:;](?:[^\r\n]*;)?FREQ=YEARLY\b", re.IGNORECASE | re.MULTILINE)
_ANY_RULE = re.compile(r"^RRULE\b", re.IGNORECASE | re.MULTILINE)
_ZONE_ID = re.compile(r"^TZID\b[^:\r\n]*:(.*)$", re.IGNORECASE | re.MULTILINE)


class _Broken(Exception):
    """An entry cannot be read, or not within reason."""


def read_calendar(content: bytes, *, now: datetime, zone: ZoneInfo) -> ParsedCalendar:
    """Read the coming events of a calendar. Raises `UnreadableCalendar` if it is no calendar.

    Hours without a zone are in the zone of the calendar, else in `zone`.
    """
    if len(content) > MOST_BYTES:
        raise CalendarTooLarge(most=MOST_BYTES // 1024**2)
    lines = _LINE.split(_decode(content))
    if not any(line.strip().upper() == "BEGIN:VCALENDAR" for line in lines):
        raise NoCalendar
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # errors of an external calendar are not ours to repair
        tzp.use_default()  # the zones that another calendar brought are not this one's
        try:
            return _read_lines(lines, now, zone)
        finally:
            tzp.use_default()


def _read_lines(lines: Sequence[str], now: datetime, zone: ZoneInfo) -> ParsedCalendar:
    head, blocks, zones = _split_blocks(lines)
    for each in zones[:_MOST_ZONES]:
        _learn_zone(each)
    here = _zone(head.get("X-WR-TIMEZONE", "")) or zone
    found, broken = _events_of_entries(blocks[:MOST_ENTRIES], now, here)
    if broken and not found:
        raise BrokenCalendar
    if head.get("METHOD", "").strip().upper() == "CANCEL":
        found = [replace(each, cancelled=True) for each in found]
    coming = sorted(_upcoming_events(found, now), key=lambda each: (each.starts_at, each.uid))
    return ParsedCalendar(
        name=on_one_line(_unescape(head.get("X-WR-CALNAME", "")))[:_LONGEST_NAME],
        found=tuple(coming[:MOST_FOUND]),
        broken=broken,
        left=len(coming[MOST_FOUND:]) + len(blocks[MOST_ENTRIES:]),
    )


def _events_of_entries(
    blocks: Sequence[str], now: datetime, zone: ZoneInfo
) -> tuple[list[CalendarEvent], int]:
    """Events of all entries, recurring ones expanded, and the number of broken entries."""
    series, broken = _series(blocks)
    found: list[CalendarEvent] = []
    followed = 0
    for entries in series:
        recurs = len(entries) > 1 or any(_recurs(each) for each in entries)
        followed += recurs
        if recurs and followed > MOST_SERIES:
            broken += 1
            continue
        try:
            found += (
                _expand_series(entries, now, zone) if recurs else [_single_event(entries[0], zone)]
            )
        except Exception:  # noqa: BLE001 - whatever the library says of an entry, it is broken
            broken += 1
    return found, broken


def _upcoming_events(found: Iterable[CalendarEvent], now: datetime) -> Iterator[CalendarEvent]:
    """Events with a title that begin later; two of a series on one day get distinct keys."""
    keys: set[str] = set()
    for each in found:
        if each.title and now < each.starts_at <= now + FAR:
            hour = f"{each.recurrence} {each.starts_at:%H:%M}"
            own = replace(each, recurrence=hour) if each.key in keys else each
            if own.key not in keys:
                keys.add(own.key)
                yield own


def _decode(content: bytes) -> str:
    try:
        words = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        words = content.decode("cp1252", "replace")
    return words.replace("\x00", "")


def _split_blocks(lines: Sequence[str]) -> tuple[dict[str, str], list[str], list[str]]:
    """The calendar's own properties, and the texts of its entries and of its zones."""
    head: dict[str, str] = {}
    blocks: dict[str, list[str]] = {"VEVENT": [], "VTIMEZONE": []}
    inside, block = "", list[str]()
    for line in lines:
        mark = line.strip().upper() if len(line) < _LONGEST_NAME else ""
        if not inside and mark in ("BEGIN:VEVENT", "BEGIN:VTIMEZONE"):
            inside, block = mark.removeprefix("BEGIN:"), []
        if inside:
            block.append(line)
            if mark == f"END:{inside}":
                blocks[inside].append("\r\n".join(block))
                inside = ""
        elif line[:1] not in ("", " ", "\t"):
            name, _, value = line.partition(":")
            head.setdefault(name.partition(";")[0].strip().upper(), value)
    if inside:  # it ends in the middle
        blocks[inside].append("\r\n".join(block))
    return head, blocks["VEVENT"], blocks["VTIMEZONE"]


def _unescape(value: str) -> str:
    return value.replace("\\,", ",").replace("\\;", ";").replace("\\n", " ").replace("\\\\", "\\")


def _learn_zone(block: str) -> None:
    """Register a zone of the calendar with the library, which prefers those it knows."""
    rules = len(_ANY_RULE.findall(block))
    slow = rules > _MOST_RULES_OF_A_ZONE or rules != len(_ZONE_RULE.findall(block))
    match = _ZONE_ID.search(block)
    if slow or match is None or len(block) > _LONGEST_BLOCK:
        return
    try:
        Calendar.from_ical(f"BEGIN:VCALENDAR\r\n{block}\r\nEND:VCALENDAR\r\n")
    except Exception:  # noqa: BLE001 - hours of an unknown zone are those of the calendar
        return


def _zone(name: str) -> ZoneInfo | None:
    """The zone with this name, IANA or Windows."""
    try:
        zone: object = tzp.timezone(name.strip())
    except Exception:  # noqa: BLE001 - a name is anything
        return None
    return zone if isinstance(zone, ZoneInfo) else None


def _series(blocks: Sequence[str]) -> tuple[list[list[Event]], int]:
    """Entries by UID, and the number of broken ones."""
    by_uid: dict[str, list[Event]] = defaultdict(list)
    broken = 0
    for block in blocks:
        try:
            entry = _entry(block)
            by_uid[uid_of(entry)].append(entry)
        except Exception:  # noqa: BLE001 - see above
            broken += 1
    return list(by_uid.values()), broken


def _entry(block: str) -> Event:
    if len(block) > _LONGEST_BLOCK:
        raise _Broken
    entry = Event.from_ical(f"{block}\r\n")
    if not isinstance(entry, Event):
        raise _Broken
    entry.subcomponents.clear()  # alarms belong to the other calendar
    return entry


def _recurs(entry: Event) -> bool:
    return any(name in entry for name in ("RRULE", "RDATE"))


def _single_event(entry: Event, zone: ZoneInfo) -> CalendarEvent:
    return event_of_entry(entry, zone, recurs=False)


def _expand_series(entries: Sequence[Event], now: datetime, zone: ZoneInfo) -> list[CalendarEvent]:
    """Expand recurring entries to their events of the coming months."""
    if not any(_recurs(each) or "RECURRENCE-ID" in each for each in entries):
        newest = max(entries, key=lambda each: _single_event(each, zone).sequence)
        return [_single_event(newest, zone)]
    for each in entries:
        if "RECURRENCE-ID" not in each:
            _check_rules(each, zone)
    calendar = Calendar()
    calendar.subcomponents.extend(entries)
    each_time = recurring_ical_events.of(calendar).between(now - _DAY, now + AHEAD)
    core_recurs = any(_recurs(each) for each in entries)
    found = [
        event_of_entry(each, zone, recurs=core_recurs or "RECURRENCE-ID" in each)
        for each in each_time
    ]
    coming = [each for each in found if each.starts_at > now]
    return sorted(coming, key=lambda each: each.starts_at)[:MOST_OF_A_SERIES]


def _check_rules(entry: Event, zone: ZoneInfo) -> None:
    """Raise if a rule is too expensive to expand."""
    rules: Any = entry.get("RRULE", [])
    if "EXRULE" in entry or event_of_entry(entry, zone, recurs=False).starts_at < _OLDEST:
        raise _Broken
    for rule in rules if isinstance(rules, list) else [rules]:
        parts = {name.upper(): value for name, value in rule.items()}
        [pace] = parts.get("FREQ", [""])
        [interval] = parts.get("INTERVAL", [1])
        if str(pace).upper() not in _PACES or parts.keys() - _RULE_PARTS or int(interval) < 1:
            raise _Broken
