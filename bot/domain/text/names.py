"""Names sorted by the alphabet, and searched by the beginning of any of their words."""

import re
from collections.abc import Sequence

from bot.domain.words import fold

MOST_PARTS = 8
LONGEST_PART = 60
LONGEST_SEARCH = 500
"""Characters of a search that are read: as many as a name with all its parts has."""
_JOINED = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d"})
_WORD = re.compile(r"[^\W_]+")


def key_of(name: str) -> str:
    """The sort key of a name: its folded letters, from the first one."""
    folded = fold(name).translate(_JOINED)
    first = _WORD.search(folded)
    return folded[0 if first is None else first.start() :][:LONGEST_PART]


def parts_of(name: str) -> Sequence[str]:
    """The name from each of its words on, the whole of it first: `ana le goff`, `le goff`, `goff`.

    Whatever begins one of them finds the name.
    """
    key = key_of(name)
    parts = dict.fromkeys([key, *(key[word.start() :] for word in _WORD.finditer(key))])
    return list(parts)[:MOST_PARTS]


def words_of(name: str) -> Sequence[str]:
    """The folded words of a name."""
    return [word[:LONGEST_PART] for word in _WORD.findall(fold(name).translate(_JOINED))]


def search_words(typed: str) -> Sequence[str]:
    """The words of a search by name, at most as many as a name has parts.

    A word that begins another one finds nothing by itself, and each word costs a query.
    """
    words, kept = list(dict.fromkeys(words_of(typed[:LONGEST_SEARCH]))), list[str]()
    for word in sorted(words, key=len, reverse=True):
        if len(kept) < MOST_PARTS and not any(other.startswith(word) for other in kept):
            kept.append(word)
    return [word for word in words if word in kept]
