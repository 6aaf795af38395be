"""The parts of a digest, and the checksum by which a button recognises the content read."""

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
    frozen_item,
)
from bot.domain.digest.composing import Key
from bot.domain.digest.contents import Part, fingerprint
from storage.digest import Digest

TITLE, GREETING, INTRODUCTION = "title", "greeting", "introduction"


def digest_parts(digest: Digest, items: Sequence[LetterItem]) -> list[Part]:
    """The visible parts of a digest, in order."""
    written = [Part(key, words) for key, words in opening_words(digest).items() if words]
    return [*written, *map(_item_part, items)]


def opening_words(digest: Digest) -> dict[str, str]:
    """The words before the items; empty where none were written."""
    return {
        TITLE: digest.title,
        GREETING: digest.greeting,
        INTRODUCTION: digest.introduction,
    }


def contents_mark(digest: Digest, items: Sequence[LetterItem]) -> int:
    """Checksum of the words and the order of a digest."""
    return fingerprint(digest_parts(digest, items))


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
    frozen = frozen_item(item)
    whom = {name: sorted(part) for name, part in asdict(item.audience).items()}
    until = None if item.until is None else item.until.timestamp()
    shown = [frozen.section, frozen.seat, frozen.words, whom, until]
    return Part(key_word(item.key), json.dumps(shown, sort_keys=True))
