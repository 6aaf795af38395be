"""Select the approved items of a letter for a reader or a room, and check it for its preview.

Approved items are frozen: composing only leaves some out, and keeps their order.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Generic, TypeVar

from bot.domain.circles import Audience

Key = tuple[str, int]
"""Key of an item: a kind of thing, and its id."""
NEWS = "news"
"""Kind of the items that gardeners write for the letter itself."""


class Section(StrEnum):
    """The sections of a letter, in their order."""

    FOR_YOU = "for_you"
    """Calls to take part: open polls, consultations."""
    NEWS = "news"
    UPCOMING = "upcoming"
    ANSWERS = "answers"
    CHANGED = "changed"
    """Outcomes of people's requests and events."""


SECTIONS = tuple(Section)


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemFacts:
    """Facts about an item that composing needs."""

    kind: str
    """`poll`, `event`, `news`, `outcome`…"""
    ref: int
    """The id of the thing."""
    section: Section = Section.NEWS
    audience: Audience = field(default_factory=Audience)
    """Its readers in private; rooms show it to all."""
    until: datetime | None = None
    """Time at which it is over: closed, or begun."""

    @property
    def key(self) -> Key:
        """Its kind and id."""
        return self.kind, self.ref


Item = TypeVar("Item", bound=ItemFacts)


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterReader:
    """Facts about a reader that composing needs."""

    member_id: int = 0
    circle: str = ""
    domains: Collection[str] = ()
    territory: str | None = None
    settled: Collection[Key] = ()
    """Items that need no more action: polls that they answered, events that they declined."""
    had: Collection[Key] = ()
    """Items of their previous letter."""


def compose(
    items: Sequence[Item], reader: LetterReader, now: datetime, *, following: datetime | None = None
) -> list[Item]:
    """Select the items of one person's letter; an empty one is not sent.

    `following` is the due time of the next letter: items that end before it are repeated, and
    consultations until they end.
    """
    return [
        each
        for each in for_room(items, now, had=reader.had, following=following)
        if is_for(each.audience, reader) and each.key not in reader.settled
    ]


def for_room(
    items: Sequence[Item],
    now: datetime,
    *,
    had: Collection[Key] = (),
    following: datetime | None = None,
) -> list[Item]:
    """Select the items for rooms, whose readers are unknown."""
    first = {each.key: each for each in reversed(items)}
    return [
        each
        for each in items
        if first[each.key] is each
        and not is_over(each, now)
        and (each.key not in had or is_consultation(each) or _is_last_call(each, following))
    ]


def is_consultation(item: ItemFacts) -> bool:
    """True for a consultation: people take part elsewhere, so participants are unknown."""
    return item.kind == NEWS and item.section is Section.FOR_YOU


def _is_last_call(item: ItemFacts, following: datetime | None) -> bool:
    return item.until is not None and following is not None and item.until <= following


def is_over(item: ItemFacts, now: datetime) -> bool:
    """True if the item is past."""
    return item.until is not None and item.until <= now


def is_for(audience: Audience, reader: LetterReader) -> bool:
    """True if a person belongs to its audience."""
    return (
        (not audience.circles or reader.circle in audience.circles)
        and (not audience.domains or not set(audience.domains).isdisjoint(reader.domains))
        and (not audience.territories or reader.territory in audience.territories)
    )


def in_sections(items: Sequence[Item]) -> list[Item]:
    """Sort items by section, otherwise in the same order, without duplicates."""
    once = {each.key: each for each in reversed(items)}
    kept = [each for each in items if once[each.key] is each]
    return sorted(kept, key=lambda each: SECTIONS.index(each.section))


def arranged(items: Sequence[Item], places: dict[Key, int]) -> list[Item]:
    """Sort items by section; within each, items with a place come first, by place."""
    last = len(places) + max(places.values(), default=0)
    return in_sections(sorted(items, key=lambda each: places.get(each.key, last)))


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
