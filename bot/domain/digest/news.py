"""News as people type it: a title, words, a link, or only one of them."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.refusals import Final, Refusal
from bot.domain.words import on_one_line

LONGEST_TITLE = 150
LONGEST_WORDS = 2000
LONGEST_LINK = 500
PROPOSED_AT_ONCE = 5

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


@dataclass(frozen=True, slots=True)
class NewsContent:
    """A piece of news; each part may be empty, but not all."""

    title: str
    words: str
    link: str

    @property
    def headline(self) -> str:
        """Its name on one line."""
        line = self.title or " ".join(self.words.split()) or self.link
        return line if len(line) <= LONGEST_TITLE else f"{line[: LONGEST_TITLE - 1]}…"


def read_news(typed: Sequence[str], example: object) -> NewsContent:
    """Split typed news: a web address is the link, a short first part the title."""
    parts = [part for each in typed for part in _SEPARATOR.split(each)]
    lines = [line for line in map(on_one_line, parts) if _can_be_read(line)]
    link = next((line for line in reversed(lines) if _LINK.fullmatch(line)), "")
    if link:
        del lines[len(lines) - 1 - lines[::-1].index(link)]
    if not lines and not link:
        raise NothingToTell(example=example)
    title = lines.pop(0) if lines and len(lines[0]) <= LONGEST_TITLE else ""
    words = "\n".join(lines)
    if len(words) > LONGEST_WORDS:
        raise NewsTooLong(most=LONGEST_WORDS)
    if len(link) > LONGEST_LINK:
        raise NewsLinkTooLong(most=LONGEST_LINK)
    return NewsContent(title, words, link)


def _can_be_read(line: str) -> bool:
    return any(unicodedata.category(each)[0] in "LNS" for each in line)
