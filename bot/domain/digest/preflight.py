"""Checks of a letter before it is sent: pure findings, for its preview."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Generic, TypeVar

from bot.domain.digest.composing import ItemFacts, LetterReader, is_for, is_over

Item = TypeVar("Item", bound=ItemFacts)


@dataclass(frozen=True, slots=True)
class Findings(Generic[Item]):
    """Problems of a letter."""

    over: Sequence[Item]
    """Items that are over when the letter is due: they will be left out."""
    had: Sequence[Item]
    """Items of the previous letter: they will be left out."""
    without: Sequence[str]
    """Circles with readers but without items."""

    def __bool__(self) -> bool:
        return bool(self.over or self.had or self.without)


def preflight(
    items: Sequence[Item], left: Sequence[Item], due: datetime, circles: Collection[str]
) -> Findings[Item]:
    """Check the items of a letter and those `left` after composing, for its readers' circles."""
    keys = {each.key for each in left}
    over = [each for each in items if is_over(each, due)]
    had = [each for each in items if each.key not in keys and not is_over(each, due)]
    without = [circle for circle in circles if not for_circle(left, circle)]
    return Findings(over, had, without)


def for_circle(items: Sequence[Item], circle: str) -> list[Item]:
    """Items for a reader with this circle and an otherwise empty profile."""
    reader = LetterReader(circle=circle)
    return [each for each in items if is_for(each.audience, reader)]


def link_key(url: str) -> str:
    """Hash of a link, stored in its place."""
    return sha256(url.encode("utf-8", "replace")).hexdigest()


def by_circle(counted: Mapping[tuple[str, str], int]) -> dict[str, int]:
    """Sum up readers by circle, from counts by circle and network."""
    totals: dict[str, int] = {}
    for (circle, _), count in counted.items():
        totals[circle] = totals.get(circle, 0) + count
    return totals


def by_network(counted: Mapping[tuple[str, str], int]) -> dict[str, int]:
    """Sum up readers by network; `` for those with no room."""
    totals: dict[str, int] = {}
    for (_, network), count in counted.items():
        totals[network] = totals.get(network, 0) + count
    return totals
