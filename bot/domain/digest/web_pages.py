"""Title, summary and picture of a web page, as its head states them for those who link to it."""

import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from bot.domain.digest.news_content import LONGEST_LINK, LONGEST_TITLE
from bot.domain.words import on_one_line

MOST_BYTES = 2_000_000
LONGEST_HEAD = 200_000
"""Characters of a page that are looked at: its head comes first."""
LONGEST_SUMMARY = 600
_CHARSET = re.compile(rb"charset=[\"']?([\w-]{3,20})", re.IGNORECASE)
_FIRST_BYTES = 2048
_TITLES = ("og:title", "twitter:title")
_SUMMARIES = ("og:description", "description", "twitter:description")
_PICTURES = ("og:image:secure_url", "og:image", "og:image:url", "twitter:image")


@dataclass(frozen=True, slots=True)
class WebPage:
    """The parts of a page that make a news item; each may be empty."""

    title: str = ""
    summary: str = ""
    picture: str = ""
    """The address of its picture."""


class _Head(HTMLParser):
    """Reads the title and the properties of a page's head."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.properties: dict[str, str] = {}
        self.title = ""
        self._in_title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_title = tag == "title" and not self.title
        if tag == "meta":
            values = {name: value or "" for name, value in attrs}
            name = values.get("property") or values.get("name") or ""
            self.properties.setdefault(name.casefold(), values.get("content", ""))

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002 - as it is called
        self._in_title = False

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title += data


def read_web_page(content: bytes, *, base: str) -> WebPage:
    """Read a page that came from the address `base`."""
    head = _Head()
    head.feed(_decoded(content)[:LONGEST_HEAD])
    title = _first(head.properties, _TITLES) or on_one_line(head.title)
    return WebPage(
        title=title[:LONGEST_TITLE],
        summary=_first(head.properties, _SUMMARIES)[:LONGEST_SUMMARY],
        picture=_address(_first(head.properties, _PICTURES), base),
    )


def read_packed_page(
    content: bytes, *, now: datetime, base: str, etag: str = "", modified: str = ""
) -> bytes:
    """Read a page into bytes for another process; without a title, the word why not."""
    del now, etag, modified
    page = read_web_page(content, base=base)
    return json.dumps(asdict(page)).encode() if page.title else b"untitled"


def unpack_page(content: bytes) -> WebPage:
    """The page that `read_packed_page` made this of."""
    return WebPage(**json.loads(content))


def _decoded(content: bytes) -> str:
    named = _CHARSET.search(content[:_FIRST_BYTES])
    try:
        return content.decode(named[1].decode() if named else "utf-8", "replace")
    except LookupError:
        return content.decode("utf-8", "replace")


def _first(properties: dict[str, str], names: Sequence[str]) -> str:
    return next(filter(None, (on_one_line(properties.get(each, "")) for each in names)), "")


def _address(picture: str, base: str) -> str:
    """The full address of a picture; empty unless it is one of the web."""
    try:
        address = urljoin(base, picture) if picture else ""
        is_web = urlsplit(address).scheme in {"http", "https"}
    except ValueError:
        return ""
    return address if is_web and len(address) <= LONGEST_LINK else ""
