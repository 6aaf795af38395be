"""Parser of JSON Feed 1.0 and 1.1 (https://www.jsonfeed.org/version/1.1/)."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bot.domain.feeds.items import NoFeedThere, UnreadableFeed

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
        _words(document, "title"), [_raw_item(each) for each in listed if isinstance(each, dict)]
    )


def _raw_item(item: dict[str, Any]) -> RawItem:
    return RawItem(
        identifier=_words(item, "id"),
        title=_words(item, "title"),
        summary=_words(item, "summary", "content_text", "content_html"),
        link=_words(item, "url", "external_url"),
        at=_moment(_words(item, "date_published", "date_modified")),
    )


def _words(values: dict[str, Any], *names: str) -> str:
    """The first of these that says something; numbers count as words."""
    found = (values.get(name) for name in names)
    said = (str(each) for each in found if isinstance(each, str | int | float))
    return next((each for each in said if each.strip()), "")


def _moment(written: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(written)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
