"""Verification of the chain, row by row."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Row

from bot.domain.audit import BEGINNING, ChainEntry, ChainHead, linked, salted


class Why(StrEnum):
    """Kinds of breaks of the chain."""

    CHANGED = "changed"  # the row, or the one before it
    MISSING = "missing"  # no row has this position
    BESIDE = "beside"  # the row's details differ from those recorded
    START = "start"  # no purge is noted of the rows that are missing before it
    END = "end"  # the chain does not end where it is said to


@dataclass(frozen=True, slots=True)
class Break:
    """A break: its position, its kind, and the time of the row there."""

    position: int
    why: Why
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Walk:
    """A walk along the chain from its beginning, in steps, so that nobody waits for all of it."""

    noted: ChainHead | None = None
    """A head that a person wrote down."""
    position: int = 0
    """The last position that was verified."""
    hash: str = BEGINNING
    """Its link."""
    count: int = 0
    """Rows that were verified."""
    since: datetime | None = None
    """The time of the first one."""
    erased: int = 0
    """Rows of which details were erased."""
    waiting: int = 0
    """Rows that are not chained yet."""
    noted_holds: bool | None = None
    """The chain still has the noted head; None where its row was purged."""
    broken: Break | None = None
    ended: bool = False

    @property
    def head(self) -> ChainHead | None:
        """The head, as far as the walk has come."""
        return ChainHead(self.position, self.hash) if self.position else None


def entry_of(row: Row[Any]) -> ChainEntry:
    """A row as it is hashed."""
    return ChainEntry(
        row.id, row.at, row.action, row.community_id, row.outcome, row.actor, row.facts
    )


def verified(walk: Walk, row: Row[Any]) -> Walk:
    """The walk after one more row."""
    place = walk.position + 1
    if row.position != place:
        return replace(walk, broken=Break(place, Why.MISSING, row.at))
    link = linked(walk.hash, place, entry_of(row))
    if link != row.hash:
        return replace(walk, broken=Break(place, Why.CHANGED, row.at))
    beside = (
        (row.actor, row.actor_salt, row.account),
        (row.facts, row.facts_salt, row.told),
    )
    if any(salt is not None and salted(salt, what) != hash_ for hash_, salt, what in beside):
        return replace(walk, broken=Break(place, Why.BESIDE, row.at))
    gone = any(hash_ and salt is None for hash_, salt, _ in beside)
    return _moved_to(
        replace(walk, count=walk.count + 1, since=walk.since or row.at, erased=walk.erased + gone),
        place,
        link,
    )


def past_purged(walk: Walk, ends: Row[Any]) -> Walk:
    """The walk from the last purged row on, where that is further."""
    if walk.count and walk.position >= ends.purged:
        return walk
    return _moved_to(walk, ends.purged, ends.purged_hash)


def checked_against_noted(walk: Walk) -> Walk:
    """The walk at its end: a chain that ends before the noted head is not the same one."""
    if walk.noted is not None and walk.noted.position > walk.position:
        return replace(walk, noted_holds=False)
    return walk


def _moved_to(walk: Walk, position: int, link: str) -> Walk:
    holds = walk.noted_holds
    if walk.noted is not None and walk.noted.position == position:
        holds = walk.noted.agrees(link)
    return replace(walk, position=position, hash=link, noted_holds=holds)
