"""The letter to the Region: its schedule, and which items go into the next one."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.dates.recurrence import Recurring, parse_rule

CATCH_UP = timedelta(hours=12)
"""Time after its due time in which a letter is still sent, after a pause."""
LOOK_BACK = timedelta(days=40)
"""The time over which items are looked for; those that were in a letter are left out."""
FIRST_PERIOD = timedelta(days=31)
"""The time that the figures of a first letter are of."""
MOST_ITEMS = 12
MOST_REPEATED = 5
"""Items of earlier letters that are shown again."""

Key = tuple[str, int]
"""An item: its kind, and the id of its row."""


class RegionPart(StrEnum):
    """The parts of the letter, in order."""

    OVERDUE = "overdue"
    QUESTIONS = "questions"
    PROPOSALS = "proposals"
    POLLS = "polls"


@dataclass(frozen=True, slots=True)
class Candidate:
    """An item that may be in the next letter."""

    key: Key
    part: RegionPart
    repeats: bool = False
    """True if it comes again in each letter while it lasts."""


@dataclass(frozen=True, slots=True)
class Picked:
    """The items of the next letter."""

    keys: tuple[Key, ...]
    has_news: bool
    """True if one of them was in no earlier letter."""
    more: int
    """The number of items that wait for the letter after it."""


def pick(candidates: Sequence[Candidate], told: Collection[Key]) -> Picked:
    """The items of the next letter: those that were in none, and a few that last."""
    parts = list(RegionPart)
    ordered = sorted(candidates, key=lambda each: parts.index(each.part))
    again = [each.key for each in ordered if each.key in told and each.repeats]
    new = [each.key for each in ordered if each.key not in told]
    again = again[:MOST_REPEATED]
    wanted = {*again, *new[: MOST_ITEMS - len(again)]}
    keys = tuple(each.key for each in ordered if each.key in wanted)
    return Picked(keys, bool(new), len(new) + len(again) - len(keys))


def period_start(last: datetime | None, now: datetime) -> datetime:
    """The beginning of the time of a letter's figures: at the end of the last one's."""
    return now - FIRST_PERIOD if last is None else last


def items_since(last: datetime | None, now: datetime) -> datetime:
    """The day from which the items of a letter are looked for."""
    return min(last or now, now - LOOK_BACK)


def schedule_key(community_id: int) -> str:
    """The schedule of a community's letter."""
    return f"region-letter/{community_id}"


def region_letter_rule(rule: str) -> Recurring | None:
    """The days of the letter as they are stored; None for no letter."""
    read = parse_rule(rule) if rule else None
    return read if isinstance(read, Recurring) else None
