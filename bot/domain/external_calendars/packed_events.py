"""Events of a calendar as bytes. The parser is large: it is loaded where a calendar is read."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.domain.external_calendars.events import NoFeed, pack


def read_packed(
    content: bytes, *, now: datetime, zone: str, etag: str = "", modified: str = ""
) -> bytes:
    """The events of a calendar as bytes that another process can hand back.

    Where it is refused, they are the word that says why.
    """
    from bot.domain.external_calendars.parser import read_feed  # noqa: PLC0415 - see above

    try:
        feed = read_feed(content, now=now, zone=ZoneInfo(zone))
        return pack(replace(feed, etag=etag, modified=modified))
    except NoFeed as refusal:
        return refusal.word.encode()
