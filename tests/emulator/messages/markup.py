"""Telegram's HTML: the tags of the Bot API and nothing else, into plain text and entities."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html import unescape
from typing import NoReturn
from urllib.parse import parse_qs, urlsplit

from tests.emulator.calls.errors import Json, MisuseError, misused

from .text import Entity, Styled, cleaned, units

_ATTRIBUTES = r"""(?:[^<>"']|"[^"]*"|'[^']*')*"""
_MARK = re.compile(
    rf"<(?P<end>/)?(?P<tag>[^\s<>/]*)(?P<attributes>{_ATTRIBUTES})>"
    r"|&(?P<reference>#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|lt|gt|amp|quot);|[<&]"
)
_ATTRIBUTE = re.compile(r"""([a-z-]+)(?:\s*=\s*("[^"]*"|'[^']*'|[\w.-]+))?""", re.IGNORECASE)
_TYPES = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "span": "spoiler",
    "tg-spoiler": "spoiler",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
    "tg-time": "date_time",
}
_SCHEMES = {"http", "https", "ftp", "tg", "ton", "tonsite"}
Known = Callable[[int], Json | None]


def parse_html(source: str, known: Known) -> Styled:
    """Read HTML; `known` tells which numeric ids can be mentioned."""
    source = cleaned(source)
    return _Parser(source, known).parse() if "<" in source or "&" in source else Styled(source)


@dataclass(slots=True)
class _Open:
    tag: str
    attributes: dict[str, str]
    offset: int
    start: int


@dataclass(slots=True)
class _Parser:
    source: str
    known: Known
    text: str = ""
    entities: list[Entity] = field(default_factory=list)
    opened: list[_Open] = field(default_factory=list)

    def parse(self) -> Styled:
        at = 0
        for mark in _MARK.finditer(self.source):
            self.text += self.source[at : mark.start()]
            at = mark.end()
            self._read(mark)
        self.text += self.source[at:]
        if self.opened:
            raise _unparsable(
                f'Can\'t find end tag corresponding to start tag "{self.opened[-1].tag}"'
            )
        return Styled(self.text, tuple(sorted(self.entities, key=lambda e: (e.offset, -e.length))))

    def _read(self, mark: re.Match[str]) -> None:
        if mark["reference"]:
            self.text += unescape(mark.group())
        elif mark["tag"] is None:
            self._fail(mark, "Unclosed start tag" if mark.group() == "<" else 'Unescaped "&"')
        elif mark["end"]:
            self._close(mark)
        else:
            self._open(mark)

    def _open(self, mark: re.Match[str]) -> None:
        tag = mark["tag"].lower()
        if tag not in _TYPES:
            self._fail(mark, f'Unsupported start tag "{tag}"')
        attributes = {
            name.lower(): unescape(value.strip("\"'"))
            for name, value in _ATTRIBUTE.findall(mark["attributes"])
        }
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            self._fail(mark, 'Tag "span" must have class "tg-spoiler"')
        if tag == "tg-time" and not attributes.get("unix", "").isdecimal():
            self._fail(mark, 'Tag "tg-time" must have a valid attribute "unix"')
        self.opened.append(_Open(tag, attributes, units(self.text), len(self.text)))

    def _close(self, mark: re.Match[str]) -> None:
        if not self.opened:
            self._fail(mark, "Unexpected end tag")
        tag = mark["tag"].lower()
        if tag != self.opened[-1].tag:
            expected = self.opened[-1].tag
            self._fail(mark, "Unmatched end tag", f', expected "</{expected}>", found "</{tag}>"')
        opened = self.opened.pop()
        length = units(self.text) - opened.offset
        if length:
            self.entities.extend(self._entity(opened, length))

    def _entity(self, opened: _Open, length: int) -> list[Entity]:
        given, covered = opened.attributes, (opened.offset, length)
        match opened.tag:
            case "a":
                return self._link(given.get("href") or self.text[opened.start :], covered)
            case "blockquote" if "expandable" in given:
                return [Entity("expandable_blockquote", *covered)]
            case "tg-emoji":
                return [Entity("custom_emoji", *covered, custom_emoji_id=given.get("emoji-id"))]
            case "tg-time":
                return [Entity("date_time", *covered, unix_time=int(given["unix"]))]
            case "pre" if (code := self._code_of(covered)) is not None:
                self.entities.remove(code)
                return [Entity("pre", *covered, language=code.language)]
            case "code" if given.get("class", "").startswith("language-"):
                return [Entity("code", *covered, language=given["class"].removeprefix("language-"))]
            case tag:
                return [Entity(_TYPES[tag], *covered)]

    def _link(self, address: str, covered: tuple[int, int]) -> list[Entity]:
        """Make a link, a ping, or nothing where the address leads nowhere."""
        if (user_id := user_of_link(address)) is not None:
            user = self.known(user_id)
            return [Entity("text_mention", *covered, user=user)] if user else []
        scheme = urlsplit(address).scheme
        url = address if scheme and "." not in scheme else f"http://{address}"
        parts = urlsplit(url)
        if parts.scheme not in _SCHEMES or not parts.netloc:
            return []
        url = url if parts.path or parts.query or parts.scheme == "tg" else f"{url}/"
        return [Entity("text_link", *covered, url=url)]

    def _code_of(self, covered: tuple[int, int]) -> Entity | None:
        last = self.entities[-1] if self.entities else None
        same = last is not None and (last.type, last.offset, last.length) == ("code", *covered)
        return last if same else None

    def _fail(self, mark: re.Match[str], words: str, more: str = "") -> NoReturn:
        offset = len(self.source[: mark.start()].encode())
        raise _unparsable(f"{words} at byte offset {offset}{more}")


def user_of_link(address: str) -> int | None:
    """Read the numeric id out of a `tg://user?id=…` link."""
    parts = urlsplit(address)
    if parts.scheme != "tg" or "user" not in (parts.netloc, parts.path.strip("/")):
        return None
    wanted = parse_qs(parts.query).get("id", [""])[0]
    return int(wanted) if wanted.isdecimal() else None


def _unparsable(words: str) -> MisuseError:
    return misused(f"can't parse entities: {words}")
