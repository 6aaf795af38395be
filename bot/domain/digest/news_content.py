"""News as people type it: a title, words, a link, or only one of them."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

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
