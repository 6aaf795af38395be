"""Calendars that are parsed, and samples of several programs."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.domain.external_calendars.events import (
    CalendarEvent,
    ParsedCalendar,
)
from bot.domain.external_calendars.parser import read_calendar

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
PARIS = ZoneInfo("Europe/Paris")
SAMPLES = {each.stem: each for each in (Path(__file__).parent / "calendars").glob("*.ics")}
ONE = "UID:1\nDTSTART:20261205T133000Z\nSUMMARY:Visite"


def read(content: str | bytes, zone: ZoneInfo = PARIS) -> ParsedCalendar:
    said = content.replace("\n", "\r\n").encode() if isinstance(content, str) else content
    return read_calendar(said, now=NOW, zone=zone)


def sample(name: str) -> ParsedCalendar:
    return read(SAMPLES[name].read_bytes())


def calendar(*entries: str, head: str = "") -> str:
    blocks = "".join(f"BEGIN:VEVENT\n{each}\nEND:VEVENT\n" for each in entries)
    return f"BEGIN:VCALENDAR\nVERSION:2.0\n{head}\n{blocks}END:VCALENDAR\n"


def only(*entries: str, head: str = "", zone: ZoneInfo = PARIS) -> CalendarEvent:
    [found] = read(calendar(*entries, head=head), zone).found
    return found
