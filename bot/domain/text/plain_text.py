"""Text and addresses of other people's pages, reduced to plain words and safe links."""

import html
import re
from urllib.parse import urlsplit

import nh3

from bot.domain.refusals import Refusal
from bot.domain.text.addresses import LONGEST_LINK, read_link
from bot.domain.words import on_one_line

_LONGEST_READ = 20_000
"""Longer texts are cut before their markup is removed."""
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_BREAK = re.compile(r"<(?:br|/p|/div|/li|/h[1-6]|/tr)\b[^<>]{0,200}>", re.IGNORECASE)
_BLANK = re.compile(r"\n{3,}")


def plain(words: str) -> str:
    """Words of several lines, without the marks of web pages nor characters that are not seen."""
    words = words[:_LONGEST_READ]
    if _TAG.search(words):
        broken = _BREAK.sub("\n", words)
        words = html.unescape(nh3.clean(broken, tags=set()))
    lines = (on_one_line(line) for line in words.splitlines())
    return _BLANK.sub("\n\n", "\n".join(lines)).strip()


def plain_line(words: str) -> str:
    """Words of a web page on one line; marks that are written as entities are removed, too."""
    words = words[:_LONGEST_READ]
    return on_one_line(plain(words if _TAG.search(words) else html.unescape(words)))


def safe_link(words: str, most: int = LONGEST_LINK) -> str:
    """A web address; empty if it is not safe to link to, or longer than `most`.

    Characters that are not seen, or that no address can hold, make it unsafe.
    """
    if not words.strip().isprintable():
        return ""
    try:
        web = urlsplit(words.strip()).scheme in ("http", "https")
        return read_link(words, most) if web else ""
    except (Refusal, ValueError):
        return ""


def shortened(words: str, most: int) -> str:
    """The beginning of words that are longer than `most`."""
    return words if len(words) <= most else words[: most - 1].rstrip() + "…"
