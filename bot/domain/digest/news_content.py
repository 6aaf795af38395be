"""News as people type it: a title, words, a link, or only one of them; and as a web page tells it.

A page states its title, summary and picture in its head, for those who link to it.
"""

import json
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from bot.domain.addresses import shortened
from bot.domain.refusals import Final, Refusal
from bot.domain.words import on_one_line

LONGEST_TITLE = 150
LONGEST_WORDS = 2000
LONGEST_LINK = 500
LONGEST_REASON = 300
PROPOSED_AT_ONCE = 5
REMINDED_AHEAD = timedelta(days=3)
"""Time before the end of a consultation at which rooms are reminded."""
_NEWEST_REMINDED = timedelta(days=1)
"""A consultation published less than this before its reminder needs none."""

_LINK = re.compile(r"https?://[^\s/<>\"]\S*", re.IGNORECASE)
_SEPARATOR = re.compile(r"\s\|\s|\n")


class NothingToTell(Refusal):
    """This news item is empty. Write for example: {example}."""


class NewsTooLong(Refusal):
    """This news item is too long: {most} characters at most. Add a link to the rest."""


class NewsLinkTooLong(Refusal):
    """This link is too long: {most} characters at most."""


class TooManyProposals(Final):
    """{count} of your news items are still waiting for an answer: propose more after that."""


class ConsultationWithoutEnd(Refusal):
    """A consultation needs its last day. Write for example: {example}."""


class ConsultationWithoutLink(Refusal):
    """A consultation needs the link on which people take part, alone after a bar.

    Write for example: {example}.
    """


class NewsKind(StrEnum):
    """A kind of news: a consultation has a link on which people take part, and an end."""

    NEWS = "news"
    CONSULTATION = "consultation"


@dataclass(frozen=True, slots=True)
class NewsContent:
    """A piece of news; title, words and link may be empty, but not all."""

    title: str
    words: str
    link: str
    kind: NewsKind = NewsKind.NEWS
    until: datetime | None = None

    @property
    def headline(self) -> str:
        """Its name on one line."""
        return shortened(self.title or " ".join(self.words.split()) or self.link, LONGEST_TITLE)


def read_news(typed: Sequence[str], example: object) -> NewsContent:
    """Split typed news: a web address is the link, a short first part the title."""
    parts = [part for each in typed for part in _SEPARATOR.split(each)]
    lines = _readable_lines(parts)
    link = next((line for line in reversed(lines) if _LINK.fullmatch(line)), "")
    if link:
        del lines[len(lines) - 1 - lines[::-1].index(link)]
    if not lines and not link:
        raise NothingToTell(example=example)
    title = lines.pop(0) if lines and len(lines[0]) <= LONGEST_TITLE else ""
    if len(link) > LONGEST_LINK:
        raise NewsLinkTooLong(most=LONGEST_LINK)
    return NewsContent(title, _checked_words(lines), link)


def read_message(said: str, example: object) -> NewsContent:
    """Make news of a message: its first line is the title, shortened where it is long."""
    lines = _readable_lines(said.split("\n"))
    first = next((line for line in lines if not _LINK.fullmatch(line)), "")
    if len(first) <= LONGEST_TITLE:
        return read_news(lines, example)
    content = read_news([line for line in lines if line], example)
    return replace(content, title=shortened(first, LONGEST_TITLE))


def read_words(typed: str) -> str:
    """Clean the words of a news item: each readable line on its own."""
    return _checked_words(_readable_lines(typed.split("\n")))


def _checked_words(lines: Sequence[str]) -> str:
    words = "\n".join(lines)
    if len(words) > LONGEST_WORDS:
        raise NewsTooLong(most=LONGEST_WORDS)
    return words


def _readable_lines(parts: Sequence[str]) -> list[str]:
    return [
        line
        for line in map(on_one_line, parts)
        if any(unicodedata.category(each)[0] in "LNS" for each in line)
    ]


def check_consultation(content: NewsContent, example: object) -> None:
    """Raise unless a consultation has its link and its end."""
    if content.kind is NewsKind.CONSULTATION:
        if content.until is None:
            raise ConsultationWithoutEnd(example=example)
        if not content.link:
            raise ConsultationWithoutLink(example=example)


def wants_reminder(until: datetime, published_at: datetime, now: datetime) -> bool:
    """True if a consultation ends soon, and was published long enough ago."""
    return now < until <= now + REMINDED_AHEAD and published_at <= now - _NEWEST_REMINDED


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
