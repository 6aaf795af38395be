"""Parser of web feeds: RSS 0.9 to 2.0, Atom, JSON Feed; a web page tells where its feed is.

`feedparser` gets the bytes as a stream: given words, it would take them for an address or the name
of a file, and open it.
"""

import warnings
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from urllib.parse import urljoin

import feedparser

from bot.domain.feeds.items import (
    LONGEST_ITEM_LINK,
    LONGEST_NAME,
    LONGEST_SUMMARY,
    LONGEST_TITLE,
    MOST_BYTES,
    MOST_ITEMS,
    FeedItem,
    FeedTooLarge,
    NoFeedThere,
    Reading,
    UnreadableFeed,
    key_of,
)
from bot.domain.feeds.json_feed import RawFeed, RawItem, read_json_feed
from bot.domain.feeds.web_page import feed_of_page, is_page
from bot.domain.text.plain_text import plain_line, safe_link, shortened

_BLANK = b"\xef\xbb\xbf \t\r\n"
_UNDATED = datetime(1970, 1, 1, tzinfo=UTC)


def read_feed(content: bytes, *, now: datetime, base: str) -> Reading:
    """Read a feed at the address `base`. Raises `UnreadableFeed`.

    Of a web page that names its feed, only the address of that one is given.
    """
    if len(content) > MOST_BYTES:
        raise FeedTooLarge
    start = content.lstrip(_BLANK)
    if start.startswith(b"{"):
        raw = read_json_feed(content)
    elif is_page(start):
        return _page_reading(content, base)
    else:
        raw = _read_xml(content, base)
    return Reading(
        name=shortened(plain_line(raw.name), LONGEST_NAME),
        items=tuple(_items(raw.items, now, base)),
    )


def _page_reading(content: bytes, base: str) -> Reading:
    found = feed_of_page(content, base)
    if not found:
        raise NoFeedThere
    return Reading(elsewhere=found)


def _read_xml(content: bytes, base: str) -> RawFeed:
    # Without a type, feedparser would take ASCII or Latin-1 for granted.
    told = {"content-location": base, "content-type": "application/xml"}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # errors of other people's feeds are not ours to repair
        try:
            parsed: Any = feedparser.parse(
                BytesIO(content),
                response_headers=told,
                sanitize_html=False,
                resolve_relative_uris=False,
            )
            items = [_raw_item(each) for each in parsed.entries]
        except Exception as error:  # whatever the library says of it, it cannot be read
            raise UnreadableFeed from error
    if not parsed.get("version") and not items:
        raise NoFeedThere
    return RawFeed(str(parsed.feed.get("title") or ""), items)


def _raw_item(entry: Any) -> RawItem:  # noqa: ANN401 - the library has no types
    contents = [each.get("value") for each in entry.get("content") or ()]
    return RawItem(
        identifier=str(entry.get("id") or ""),
        title=str(entry.get("title") or ""),
        summary=str(next(filter(None, [entry.get("summary"), *contents]), "")),
        link=str(entry.get("link") or ""),
        at=_moment(entry.get("published_parsed"))
        # Asked for when it is missing, the library gives another date.
        or (_moment(entry["updated_parsed"]) if "updated_parsed" in entry else None),
    )


def _moment(parsed: Sequence[int] | None) -> datetime | None:
    """A moment of the library, which is in UTC."""
    if not parsed:
        return None
    try:
        year, month, day, hour, minute, second = parsed[:6]
        return datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC)
    except ValueError:
        return None


def _items(raw: Iterable[RawItem], now: datetime, base: str) -> Iterable[FeedItem]:
    """The newest items in plain text, each once; those without a date stay in their order."""
    newest = sorted(raw, key=lambda each: each.at or _UNDATED, reverse=True)[:MOST_ITEMS]
    keys: set[str] = set()
    for each in newest:
        item = _item(each, now, base)
        if item is not None and item.key not in keys:
            keys.add(item.key)
            yield item


def _item(raw: RawItem, now: datetime, base: str) -> FeedItem | None:
    """An item in plain text; None where there is nothing to read."""
    link = safe_link(_completed(raw.link, base), LONGEST_ITEM_LINK)
    title, summary = plain_line(raw.title), plain_line(raw.summary)
    if not title:
        title, summary = summary, ""
    if not title:
        return None
    if summary.startswith(title):
        summary = summary.removeprefix(title).lstrip(" .:–-")
    return FeedItem(
        key=key_of(raw.identifier or link or title),
        title=shortened(title, LONGEST_TITLE),
        summary=shortened(summary, LONGEST_SUMMARY),
        link=link,
        at=None if raw.at is None else min(raw.at, now),
    )


def _completed(link: str, base: str) -> str:
    try:
        return urljoin(base, link.strip()) if link.strip() else ""
    except ValueError:
        return ""
