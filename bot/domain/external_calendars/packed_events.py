"""Events of a calendar as bytes. The parser is large: it is loaded where a calendar is read."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.domain.external_calendars.events import UnreadableCalendar, pack_calendar


def read_packed(
    content: bytes, *, now: datetime, zone: str, etag: str = "", modified: str = ""
) -> bytes:
    """Read the events of a calendar into bytes for another process; for a refusal, its word."""
    from bot.domain.external_calendars.parser import read_calendar  # noqa: PLC0415 - see above

    try:
        calendar = read_calendar(content, now=now, zone=ZoneInfo(zone))
        return pack_calendar(replace(calendar, etag=etag, modified=modified))
    except UnreadableCalendar as refusal:
        return refusal.word.encode()
