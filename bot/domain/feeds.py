"""Web feeds (RSS 0.9 to 2.0, Atom, JSON Feed) read into news that may be proposed.

A web page tells where its feed is. `feedparser` gets the bytes as a stream: given words, it would
take them for an address or the name of a file, and open it.
"""

import json
import re
import warnings
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from hashlib import sha256
from html.parser import HTMLParser
from io import BytesIO
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from bot.domain.addresses import plain_line, read_link, safe_link, shortened
from bot.domain.dates.local_time import QuietHours
from bot.domain.rates import Rhythm

MOST_BYTES = 2 * 1024 * 1024
"""The largest feed that is read."""
MOST_ITEMS = 200
"""Items that are taken from one feed, the newest first."""
FIRST_PROPOSED = 3
"""Items that are proposed when a feed is read for the first time."""
PROPOSED_A_DAY = 10
"""Items of one feed that are proposed within a day."""
OLDEST = timedelta(days=30)
"""Age of items that are not proposed any more."""
RHYTHM = Rhythm(
    every=timedelta(hours=3), seldom=timedelta(days=1), spread=timedelta(minutes=30), steps=7
)
"""Intervals at which a feed is fetched."""
LONGEST_TITLE = 120
LONGEST_SUMMARY = 400
LONGEST_ITEM_LINK = 500
LONGEST_NAME = 80
NIGHT = QuietHours(time(20), time(8))
"""No feed is read at night, since proposals reach a room."""
_TRACKING = re.compile(r"utm_.*|mtm_.*|pk_.*|fbclid|gclid|mc_cid|mc_eid|igshid|ref_src")
_SAME_PAGE = re.compile(
    r"(?:xtor=|utm_|mtm_|at_|:~:|more|suite|comment|respond|content|top).*", re.IGNORECASE
)
"""Fragments that count readers (`#xtor=RSS-1`) or scroll; others name an item of a page."""


class ItemState(StrEnum):
    """The state of an item."""

    PASSED = "passed"  # too old, or known already: never proposed
    WAITING = "waiting"  # proposed later: there were too many that day
    PROPOSED = "proposed"
    KEPT = "kept"  # in the letter
    POSTED = "posted"  # in the rooms, and in the letter
    IGNORED = "ignored"


class UnreadableFeed(Exception):
    """A page cannot be read as a feed."""

    word = "unreadable"
    """Why, in a word that is kept."""


class NoFeedThere(UnreadableFeed):
    """The page is no feed."""

    word = "no feed"


class FeedTooLarge(UnreadableFeed):
    """The feed is larger than `MOST_BYTES`."""

    word = "too big"


@dataclass(frozen=True, slots=True)
class FeedItem:
    """One item of a feed, in plain text."""

    key: str
    """A hash of its identifier, of constant length."""
    title: str
    """Title on one line."""
    summary: str = ""
    """Summary on one line."""
    link: str = ""
    """Web address of the whole text."""
    at: datetime | None = None
    """Time of its publication."""

    @property
    def link_key(self) -> str:
        """One key for all links that lead to the same page; empty without a link."""
        return link_key(self.link)


@dataclass(frozen=True, slots=True)
class Reading:
    """A feed that was read."""

    name: str = ""
    """Its title."""
    items: tuple[FeedItem, ...] = ()
    """Its items, the newest first."""
    elsewhere: str = ""
    """For a web page: the address of the feed that it names."""
    etag: str = ""
    """Entity tag for the next request."""
    modified: str = ""
    """Date of modification for the next request."""


def read_feed_address(typed: str) -> str:
    """Read the web address of a feed, also written as `feed:`. Raises a `Refusal`."""
    plain = re.sub(r"^\s*feed:(?=https?:)", "", typed, flags=re.IGNORECASE)
    return read_link(re.sub(r"^\s*feed:(//)?", "https://", plain, flags=re.IGNORECASE))


def key_of(identifier: str) -> str:
    """The key of an item with this identifier."""
    return sha256(identifier.encode("utf-8", "replace")).hexdigest()


def link_key(link: str) -> str:
    """A hash of a link without what does not change where it leads."""
    if not link:
        return ""
    try:
        parts = urlsplit(link)
        query = sorted(parse_qsl(parts.query, keep_blank_values=True))
    except ValueError:
        return key_of(link)
    host = (parts.netloc or "").lower().removeprefix("www.")
    host = host.removesuffix(":443").removesuffix(":80")
    kept = [(name, value) for name, value in query if not _TRACKING.fullmatch(name.lower())]
    place = "" if _SAME_PAGE.fullmatch(parts.fragment) else parts.fragment
    return key_of(f"{host}{parts.path.rstrip('/')}?{urlencode(kept)}{place and f'#{place}'}")


def pack_reading(reading: Reading) -> bytes:
    """A reading as bytes; `unpack_reading` gives it back, equal."""
    values = {each.name: getattr(reading, each.name) for each in fields(Reading)}
    items = [
        {**asdict(each), "at": None if each.at is None else each.at.isoformat()}
        for each in reading.items
    ]
    return json.dumps({**values, "items": items}).encode()


def unpack_reading(content: bytes) -> Reading:
    """The reading that `pack_reading` made this of."""
    values = json.loads(content)
    items = [
        FeedItem(
            **{**each, "at": None if each["at"] is None else datetime.fromisoformat(each["at"])}
        )
        for each in values["items"]
    ]
    return Reading(**{**values, "items": tuple(items)})


_VERSION = "jsonfeed.org/version/"


@dataclass(frozen=True, slots=True)
class RawItem:
    """One item as its feed has it: with markup, and not checked."""

    identifier: str
    title: str
    summary: str
    link: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class RawFeed:
    """A feed as it is written."""

    name: str
    items: Sequence[RawItem]


def read_json_feed(content: bytes) -> RawFeed:
    """Read a JSON Feed. Raises `UnreadableFeed`."""
    try:
        document = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise UnreadableFeed from error
    if not isinstance(document, dict) or _VERSION not in _words(document, "version"):
        raise NoFeedThere
    items = document.get("items")
    listed = items if isinstance(items, list) else []
    return RawFeed(
        _words(document, "title"), [_json_item(each) for each in listed if isinstance(each, dict)]
    )


def _json_item(item: dict[str, Any]) -> RawItem:
    return RawItem(
        identifier=_words(item, "id"),
        title=_words(item, "title"),
        summary=_words(item, "summary", "content_text", "content_html"),
        link=_words(item, "url", "external_url"),
        at=_json_moment(_words(item, "date_published", "date_modified")),
    )


def _words(values: dict[str, Any], *names: str) -> str:
    """The first of these that says something; numbers count as words."""
    found = (values.get(name) for name in names)
    said = (str(each) for each in found if isinstance(each, str | int | float))
    return next((each for each in said if each.strip()), "")


def _json_moment(written: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(written)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


_READ = 200_000
_PIECE = 4096
_PAGE = re.compile(
    rb"\s*(?><!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html\b|head\b)", re.IGNORECASE | re.DOTALL
)
_TYPES = frozenset(
    {
        "application/rss+xml",
        "application/atom+xml",
        "application/rdf+xml",
        "application/feed+json",
        "application/json",
    }
)


def is_page(start: bytes) -> bool:
    """True for the beginning of a web page."""
    return _PAGE.match(start[:_PIECE].split(b"?>", 1)[-1]) is not None


def feed_of_page(content: bytes, base: str) -> str:
    """The address of the first feed that a page at `base` names; empty if it names none."""
    links = _Links()
    words = content[:_READ].decode("utf-8", "replace")
    for at in range(0, len(words), _PIECE):
        if links.over:
            break
        links.feed(words[at : at + _PIECE])
    for each in links.found:
        try:
            link = safe_link(urljoin(base, each))
        except ValueError:
            continue
        if link:
            return link
    return ""


class _Links(HTMLParser):
    """Collects what the links of a head to feeds say."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.over = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a link to a feed; the body ends the search."""
        self.over = self.over or tag == "body"
        values = {name: value or "" for name, value in attrs}
        kind = values.get("type", "").partition(";")[0].strip().lower()
        alternate = "alternate" in values.get("rel", "").lower().split()
        if tag == "link" and not self.over and alternate and kind in _TYPES:
            self.found.append(values.get("href", "").strip())


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
        elsewhere = feed_of_page(content, base)
        if not elsewhere:
            raise NoFeedThere
        return Reading(elsewhere=elsewhere)
    else:
        raw = _read_xml(content, base)
    return Reading(
        name=shortened(plain_line(raw.name), LONGEST_NAME),
        items=tuple(_items(raw.items, now, base)),
    )


def _read_xml(content: bytes, base: str) -> RawFeed:
    import feedparser  # noqa: PLC0415 - large, and loaded only where a feed is read

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
            items = [_xml_item(each) for each in parsed.entries]
        except Exception as error:  # whatever the library says of it, it cannot be read
            raise UnreadableFeed from error
    if not parsed.get("version") and not items:
        raise NoFeedThere
    return RawFeed(str(parsed.feed.get("title") or ""), items)


def _xml_item(entry: Any) -> RawItem:  # noqa: ANN401 - the library has no types
    contents = [each.get("value") for each in entry.get("content") or ()]
    return RawItem(
        identifier=str(entry.get("id") or ""),
        title=str(entry.get("title") or ""),
        summary=str(next(filter(None, [entry.get("summary"), *contents]), "")),
        link=str(entry.get("link") or ""),
        at=_xml_moment(entry.get("published_parsed"))
        # Asked for when it is missing, the library gives another date.
        or (_xml_moment(entry["updated_parsed"]) if "updated_parsed" in entry else None),
    )


def _xml_moment(parsed: Sequence[int] | None) -> datetime | None:
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
    try:
        completed = urljoin(base, raw.link.strip()) if raw.link.strip() else ""
    except ValueError:
        completed = ""
    link = safe_link(completed, LONGEST_ITEM_LINK)
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


def read_packed(
    content: bytes, *, now: datetime, base: str, etag: str = "", modified: str = ""
) -> bytes:
    """Read a feed into bytes for another process; for one that is refused, the word why.

    `base` is the address of the feed, by which its relative links are completed.
    """
    try:
        reading = read_feed(content, now=now, base=base)
    except UnreadableFeed as refusal:
        return refusal.word.encode()
    return pack_reading(replace(reading, etag=etag, modified=modified))
