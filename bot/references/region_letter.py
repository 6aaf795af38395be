"""Sources of items of the Region's letter, contributed by features."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.core import (
    Answer,
    ButtonRef,
    Card,
    CardRef,
    CommandRef,
    Context,
    Contributions,
    JobContext,
    Replace,
    Words,
)
from bot.domain.dates.recurrence import Recurring
from bot.domain.region_letter import RegionPart

region_letter_command: CommandRef[..., Any] = CommandRef("digest region", "lettre region")
region_letter_card: CardRef[Card] = CardRef("letter_to_region")
open_region_item: ButtonRef[[int, int], Answer] = ButtonRef("region_item")
keep_region_days: ButtonRef[[Recurring], Replace] = ButtonRef("region_days")


@dataclass(frozen=True, slots=True)
class RegionItem:
    """An item as it is now. It names nobody who did not give their name."""

    label: Words
    """Its kind and number, on the button that opens it."""
    headline: Words
    lines: tuple[Words, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionSource:
    """Items of one kind: their list, their present words, and the way to open one."""

    kind: str
    part: RegionPart
    find: Callable[[JobContext, datetime], Sequence[int]]
    """Ids of all that may be told, looked for since a moment; those told before are left out."""
    show: Callable[[JobContext, int], RegionItem | None]
    """The item of an id; None once it is withdrawn or erased."""
    open: Callable[[Context, int], Answer]
    """Answers the Region's side who pressed its button."""
    repeats: bool = False
    """True if an item comes again in each letter while it is found."""
    is_opened_in_room: bool = False
    """True if it is opened in the Region's room; else in private."""


region_sources: Contributions[JobContext, [], RegionSource] = Contributions("region sources")
"""Items of the Region's letter; its figures are those of `/stats`."""
