"""The feed that a web page names in its head (`<link rel="alternate">`)."""

import re
from html.parser import HTMLParser
from urllib.parse import urljoin

from bot.domain.text.plain_text import safe_link

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
