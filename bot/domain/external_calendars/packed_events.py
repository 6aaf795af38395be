"""Events of a calendar as bytes. The parser is large: it is loaded where a calendar is read."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.domain.external_calendars.events import NoFeed, pack_feed


def read_packed(
    content: bytes, *, now: datetime, zone: str, etag: str = "", modified: str = ""
) -> bytes:
    """Read the events of a calendar into bytes for another process; for a refusal, its word."""
    from bot.domain.external_calendars.parser import read_feed  # noqa: PLC0415 - see above

    try:
        feed = read_feed(content, now=now, zone=ZoneInfo(zone))
        return pack_feed(replace(feed, etag=etag, modified=modified))
    except NoFeed as refusal:
        return refusal.word.encode()
