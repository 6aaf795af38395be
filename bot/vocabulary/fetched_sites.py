"""Sites whose calendars and feeds are fetched: their names, and why they cannot be read."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from bot.core import Text, text
from storage.fetched_sources import FetchedSource

SITE_FAILURES: Mapping[str, Text] = {
    "address": text("this address cannot be fetched"),
    "inner": text("this address leads to a private network"),
    "no name": text("there is no site with this name"),
    "insecure": text("the site's security certificate is not valid"),
    "unreachable": text("the site does not answer"),
    "gone": text("there is nothing at this address"),
}
"""Failures of the fetch itself, independent of the content."""


def site_name(url: str) -> str:
    """The site of an address, without its `www`."""
    return (urlsplit(url).hostname or url).removeprefix("www.")


def idle_state(source: FetchedSource, why: Text, waiting: int) -> Text | None:
    """The state of a source of which nothing waits to be decided, failed for `why`; else None."""
    if source.failed_since is not None:
        return text("unreadable since {since}: {why}", since=source.failed_since, why=why)
    if source.checked_at is None:
        return text("not read yet")
    if not waiting:
        return text("read {at}, nothing to decide", at=source.checked_at)
    return None
