"""The parts of a digest: words that are shown, and compared with those shown before."""

import json
from collections.abc import Sequence
from dataclasses import asdict

from bot.core import (
    Bold,
    LetterItem,
    Link,
    Quote,
    Small,
    Words,
    item_words,
)
from bot.domain.digest.composing import Key
from bot.domain.digest.contents import Part
from storage.digest import Digest

TITLE, GREETING, INTRODUCTION = "title", "greeting", "introduction"


def digest_parts(digest: Digest, items: Sequence[LetterItem]) -> list[Part]:
    """The visible parts of a digest, in order."""
    written = [Part(key, words) for key, words in opening_words(digest).items() if words]
    return [*written, *item_parts(items)]


def item_parts(items: Sequence[LetterItem]) -> list[Part]:
    """The items of a digest as its parts, in order."""
    return [_item_part(each) for each in items]


def opening_words(digest: Digest) -> dict[str, str]:
    """The words before the items; empty where none were written."""
    return {
        TITLE: digest.title,
        GREETING: digest.greeting,
        INTRODUCTION: digest.introduction,
    }


def key_word(key: Key) -> str:
    """An item as a part of a digest, and in buttons: `news-7`."""
    kind, ref = key
    return f"{kind}-{ref}"


def headline_of(item: LetterItem) -> Words:
    """An item in one line: its title, else its first line."""
    first = next(iter(item.lines), "")
    words = first.words if isinstance(first, Bold | Link | Small | Quote) else first
    return item.headline or words


def _item_part(item: LetterItem) -> Part:
    by = item.signature
    whom = {name: sorted(part) for name, part in asdict(item.audience).items()}
    until = None if item.until is None else item.until.timestamp()
    shown = [item.section, None if by is None else by.seat, item_words(item), whom, until]
    words = json.dumps(shown, sort_keys=True)
    return Part(key_word(item.key), words, None if by is None else by.member_id)
