"""Web and e-mail addresses as people type them, and other people's pages as plain words."""

import html
import re
from urllib.parse import urlsplit

import nh3

from bot.domain.refusals import Refusal
from bot.domain.words import on_one_line

LONGEST_LINK = 200
LONGEST_EMAIL = 254
_BARE = re.compile(r"[\w-]+(\.[\w-]+)+(:\d+)?([/?#].*)?")
_HOST = re.compile(r"[\w-]+(\.[\w-]+)+")
_EMAIL = re.compile(r"[^\s@,;:<>()\[\]\\\"]+@[\w-]+(\.[\w-]+)*\.[^\W\d_][\w-]+")


class NotALink(Refusal):
    """“{typed}” is not a web address. Write for example: https://example.org."""


class LinkTooLong(Refusal):
    """This address is too long: {most} characters at most."""


class NotAnEmail(Refusal):
    """“{typed}” is not an e-mail address. Write for example: zoe@example.org."""


def read_link(typed: str, most: int = LONGEST_LINK) -> str:
    """Read a web address; `https://` is added if missing. Raises a `Refusal`.

    Refused: addresses that show another site than they lead to
    (`https://bank.example@elsewhere.example`), or that lead to no site.
    """
    link = typed.strip().strip("<>")
    if _BARE.fullmatch(link):
        link = f"https://{link}"
    try:
        parts = urlsplit(link)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise NotALink(typed=typed[:40]) from error
    has_domain = _HOST.fullmatch(host) is not None and not host.replace(".", "").isdecimal()
    plain = "@" not in parts.netloc and not re.search(r"[\s\x00-\x1f\x7f\\]", link)
    if parts.scheme not in ("http", "https") or not has_domain or not plain or port == 0:
        raise NotALink(typed=typed[:40])
    if len(link) > most:
        raise LinkTooLong(most=most)
    return link


def read_email(typed: str) -> str:
    """An e-mail address; raises `NotAnEmail`."""
    address = typed.strip().strip("<>").removeprefix("mailto:")
    if len(address) > LONGEST_EMAIL or not _EMAIL.fullmatch(address):
        raise NotAnEmail(typed=typed[:40])
    return address


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
