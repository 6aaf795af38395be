"""News of web feeds as they are proposed, and when feeds are read.

`parser` reads them; here is its result, also as JSON.
"""

import json
import re
from dataclasses import asdict, dataclass, fields
from datetime import datetime, time, timedelta
from enum import StrEnum
from hashlib import sha256
from urllib.parse import parse_qsl, urlencode, urlsplit

from bot.domain.dates.quiet_hours import QuietHours
from bot.domain.fetched_sources import Rhythm
from bot.domain.text.addresses import read_link

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
        """The same for all links that lead to one page; empty without a link."""
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


def pack(reading: Reading) -> bytes:
    """A reading as bytes; `unpack` gives it back, equal."""
    values = {each.name: getattr(reading, each.name) for each in fields(Reading)}
    items = [
        {**asdict(each), "at": None if each.at is None else each.at.isoformat()}
        for each in reading.items
    ]
    return json.dumps({**values, "items": items}).encode()


def unpack(content: bytes) -> Reading:
    """The reading that `pack` made this of."""
    values = json.loads(content)
    items = [
        FeedItem(
            **{**each, "at": None if each["at"] is None else datetime.fromisoformat(each["at"])}
        )
        for each in values["items"]
    ]
    return Reading(**{**values, "items": tuple(items)})
