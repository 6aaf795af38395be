"""A feed as bytes. The parser is large: it is loaded where a feed is read."""

from dataclasses import replace
from datetime import datetime

from bot.domain.feeds.items import UnreadableFeed, pack


def read_packed(
    content: bytes, *, now: datetime, base: str, etag: str = "", modified: str = ""
) -> bytes:
    """Read a feed into bytes for another process; for one that is refused, the word why.

    `base` is the address of the feed, by which its relative links are completed.
    """
    from bot.domain.feeds.parser import read_feed  # noqa: PLC0415 - see above

    try:
        reading = read_feed(content, now=now, base=base)
    except UnreadableFeed as refusal:
        return refusal.word.encode()
    return pack(replace(reading, etag=etag, modified=modified))
