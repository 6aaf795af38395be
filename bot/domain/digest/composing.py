"""Composing the letter: which of the approved items a reader, or a room, gets.

What was approved is frozen: composing only leaves items out, in the order that was approved.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from bot.domain.audience import Audience

Key = tuple[str, int]
"""What an item is about: a kind of thing, and its id."""
NEWS = "news"
"""The kind of what gardeners write for the letter itself."""


class Section(StrEnum):
    """The sections of a letter, in their order."""

    FOR_YOU = "for_you"
    """What awaits the reader: open polls, consultations."""
    NEWS = "news"
    UPCOMING = "upcoming"
    ANSWERS = "answers"
    CHANGED = "changed"
    """Outcomes: what came of what people asked for and did."""


SECTIONS = tuple(Section)


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemFacts:
    """What composing has to know of an item."""

    kind: str
    """`poll`, `event`, `news`, `outcome`…"""
    ref: int
    """The id of the thing."""
    section: Section = Section.NEWS
    """Where it stands; set by the declaration: see `Router.section`."""
    audience: Audience = field(default_factory=Audience)
    """Whom it is for in private; rooms show it to all."""
    until: datetime | None = None
    """Time at which it is over: closed, or begun."""

    @property
    def key(self) -> Key:
        """What it is about."""
        return self.kind, self.ref


Item = TypeVar("Item", bound=ItemFacts)


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterReader:
    """What composing has to know of a reader."""

    member_id: int = 0
    circle: str = ""
    domains: Collection[str] = ()
    territory: str | None = None
    settled: Collection[Key] = ()
    """What needs nothing of them any more: polls that they answered, events that they declined."""
    had: Collection[Key] = ()
    """What their letter before this one had."""


def compose(
    items: Sequence[Item], reader: LetterReader, now: datetime, *, following: datetime | None = None
) -> list[Item]:
    """The items of one person's letter; none: they get no letter.

    `following` is when the letter after this one is due: what ends before it is repeated, and
    consultations are repeated until they end.
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
    """The items of the letter in rooms, where nobody is known."""
    first = {each.key: each for each in reversed(items)}
    return [
        each
        for each in items
        if first[each.key] is each
        and not is_over(each, now)
        and (each.key not in had or is_consultation(each) or _is_last_call(each, following))
    ]


def is_consultation(item: ItemFacts) -> bool:
    """True for a consultation: people take part elsewhere, so that nobody knows who did."""
    return item.kind == NEWS and item.section is Section.FOR_YOU


def _is_last_call(item: ItemFacts, following: datetime | None) -> bool:
    return item.until is not None and following is not None and item.until <= following


def is_over(item: ItemFacts, now: datetime) -> bool:
    """True if the item is past."""
    return item.until is not None and item.until <= now


def is_for(audience: Audience, reader: LetterReader) -> bool:
    """True if a person is one of those whom it is for."""
    return (
        (not audience.circles or reader.circle in audience.circles)
        and (not audience.domains or not set(audience.domains).isdisjoint(reader.domains))
        and (not audience.territories or reader.territory in audience.territories)
    )


def in_sections(items: Sequence[Item]) -> list[Item]:
    """Items section by section, otherwise as they were; each thing once."""
    once = {each.key: each for each in reversed(items)}
    kept = [each for each in items if once[each.key] is each]
    return sorted(kept, key=lambda each: SECTIONS.index(each.section))


def arranged(items: Sequence[Item], places: dict[Key, int]) -> list[Item]:
    """Items section by section, in each first those that were given a place, by their places."""
    last = len(places) + max(places.values(), default=0)
    return in_sections(sorted(items, key=lambda each: places.get(each.key, last)))
