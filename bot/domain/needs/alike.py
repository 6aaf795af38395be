"""Needs in nearly the same words: one is not published twice by mistake."""

from collections.abc import Iterable

from bot.domain.needs.need import Need
from bot.domain.text.search_tokens import search_tokens

_SHARED = 2 / 3
"""Such a part of the shorter one's words stands in the other one, too."""


def most_alike(words: str, others: Iterable[Need]) -> Need | None:
    """The need that shares the most words with these; None if none shares enough."""
    shares = [(_share(words, each.words), each) for each in others]
    share, found = max(shares, key=lambda each: each[0], default=(0.0, None))
    return found if share >= _SHARED else None


def _share(one: str, other: str) -> float:
    """Part of the shorter words that both have."""
    here, there = set(search_tokens(one)), set(search_tokens(other))
    shorter = min(len(here), len(there))
    return len(here & there) / shorter if shorter else 0.0
