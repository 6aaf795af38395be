"""Messages that read as a question, with or without its mark."""

import re

from bot.domain.words import fold

LONG = 12
"""Words of a message that may well hold a question somewhere."""
_WORD = re.compile(r"[^\W_]+")
_ASKING = frozenset(
    {
        *("comment", "pourquoi", "quand", "combien", "qui", "quoi", "quel", "quelle", "quels"),
        *("quelles", "lequel", "laquelle", "pouvez", "savoir"),
        *("how", "why", "when", "what", "which", "who", "where", "could", "know"),
    }
)


def reads_as_question(typed: str) -> bool:
    """True for words with a question mark, with a word that asks, or for many words."""
    words = _WORD.findall(fold(typed))
    if not any(map(str.isalpha, typed)):
        return False
    return "?" in typed or len(words) >= LONG or not _ASKING.isdisjoint(words)
