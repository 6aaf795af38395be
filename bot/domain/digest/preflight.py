"""What gardeners should know of a letter before it is sent: pure findings, said by the preview."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Generic, TypeVar

from bot.domain.digest.composing import ItemFacts, LetterReader, is_for, is_over

Item = TypeVar("Item", bound=ItemFacts)


@dataclass(frozen=True, slots=True)
class Findings(Generic[Item]):
    """What is worth a look."""

    over: Sequence[Item]
    """Items that are over when the letter is due: they will be left out."""
    had: Sequence[Item]
    """Items of the letter before: they will be left out."""
    without: Sequence[str]
    """Circles that have readers and for which there is nothing in it."""

    def __bool__(self) -> bool:
        return bool(self.over or self.had or self.without)


def preflight(
    items: Sequence[Item], left: Sequence[Item], due: datetime, circles: Collection[str]
) -> Findings[Item]:
    """Look at a letter that is due then and what is `left` of it, for its readers' circles."""
    keys = {each.key for each in left}
    over = [each for each in items if is_over(each, due)]
    had = [each for each in items if each.key not in keys and not is_over(each, due)]
    without = [circle for circle in circles if not for_circle(left, circle)]
    return Findings(over, had, without)


def for_circle(items: Sequence[Item], circle: str) -> list[Item]:
    """What a reader of a circle gets who says nothing else of themselves."""
    reader = LetterReader(circle=circle)
    return [each for each in items if is_for(each.audience, reader)]


def link_key(url: str) -> str:
    """A link by which it is known again, and no more."""
    return sha256(url.encode("utf-8", "replace")).hexdigest()


def by_circle(counted: Mapping[tuple[str, str], int]) -> dict[str, int]:
    """Readers by their circle, of those counted by circle and network."""
    totals: dict[str, int] = {}
    for (circle, _), count in counted.items():
        totals[circle] = totals.get(circle, 0) + count
    return totals


def by_network(counted: Mapping[tuple[str, str], int]) -> dict[str, int]:
    """Readers by the network on which they get it; `` for those with no room."""
    totals: dict[str, int] = {}
    for (_, network), count in counted.items():
        totals[network] = totals.get(network, 0) + count
    return totals
