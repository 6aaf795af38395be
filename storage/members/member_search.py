"""Searches of a register, as conditions of the database."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, time

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    exists,
    or_,
    select,
)
from sqlalchemy.orm import InstrumentedAttribute, aliased

from bot.domain.roles import Circle
from storage.members.member_tables import Member, MemberDomain, Membership
from storage.members.names import NamePart

FEW = 1000
"""The most members that are put in order at once; with more, conditions are checked by name.

Half as many where each has to be looked up in the community as well.
"""
_END = "\U0010ffff"
NAMES = aliased(NamePart, name="names")
Filter = tuple[Select[int], ColumnElement[bool], str, int]
"""A part of a search: ids that it finds, its condition, its word, how many of it are few."""
Conditions = Sequence[ColumnElement[bool]]


@dataclass(frozen=True, slots=True)
class Sought:
    """A search: all fields that are set must hold."""

    circle: Circle | None = None
    domain: str | None = None
    commune: str | None = None
    territory: str | None = None
    unseen_since: date | None = None
    """Last seen before that day, or joined before it and never seen."""
    words: tuple[str, ...] = ()
    """Each begins a word of the name."""

    def __bool__(self) -> bool:
        return any(getattr(self, each.name) for each in fields(self))


@dataclass(frozen=True, slots=True)
class SearchPlan:
    """The names to read for a search, and the conditions to check for each."""

    few: Select[int] | None = None
    """The ids of a few members; else all are read that have a word which begins with `word`."""
    word: str = ""
    """Empty: all names are read."""
    left: Conditions = ()
    """The conditions to check."""
    count: int | None = None
    """The number of members found, where it is known."""
    more_than: int = 0
    """Else one condition finds more than so many."""


def filters(community_id: int, sought: Sought) -> Iterator[Filter]:
    """The parts of a search that are set."""
    if sought.circle is not None:
        here = Membership.community_id == community_id
        yield _both(Membership.member_id, here, Membership.circle == sought.circle)
    if sought.domain is not None:
        here = MemberDomain.community_id == community_id
        yield _both(MemberDomain.member_id, here, MemberDomain.domain == sought.domain)
    belongs = exists().where(
        Membership.member_id == Member.id, Membership.community_id == community_id
    )
    for column, value in ((Member.commune, sought.commune), (Member.territory, sought.territory)):
        if value is not None:
            yield _both(Member.id, column == value, belongs=belongs)
    if sought.unseen_since is not None:
        yield _both(Member.id, _unseen(sought.unseen_since), belongs=belongs)
    for word in sought.words:
        begun = _begun(NamePart, word)
        ids = select(NamePart.member_id).where(NamePart.community_id == community_id, begun)
        yield ids.distinct(), _has(community_id, begun), word, FEW


def _both(
    of: InstrumentedAttribute[int],
    *conditions: ColumnElement[bool],
    belongs: ColumnElement[bool] | None = None,
) -> Filter:
    """A part by conditions on a column; members found must also belong to the community."""
    ids = select(of).where(*conditions)
    holds = ids.where(of == NAMES.member_id).correlate(NAMES).exists()
    if belongs is None:
        return ids, holds, "", FEW
    return ids.where(belongs), holds, "", FEW // 2


def scope_of(community_id: int, plan: SearchPlan) -> Conditions:
    """Conditions that give each name once: whole, or from its first word that begins so."""
    here = NAMES.community_id == community_id
    if plan.few is not None:
        # The sum keeps SQLite from reading the names of everybody to find these.
        these = NAMES.member_id.in_(plan.few)
        return these, NAMES.community_id + 0 == community_id, NAMES.nth == 0
    if not plan.word:
        return here, NAMES.nth == 0
    earlier = _has(community_id, and_(_begun(NamePart, plan.word), NamePart.part < NAMES.part))
    return here, _begun(NAMES, plan.word), ~earlier


def _begun(parts: type[NamePart], word: str) -> ColumnElement[bool]:
    return and_(parts.part >= word, parts.part < word + _END)


def _has(community_id: int, condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """True if a part of the name meets the condition."""
    # The sum keeps SQLite from reading the parts of everybody for each member.
    theirs = (NamePart.member_id == NAMES.member_id, NamePart.community_id + 0 == community_id)
    return select(NamePart.nth).where(*theirs, condition).correlate(NAMES).exists()


def _unseen(since: date) -> ColumnElement[bool]:
    joined_before = Member.joined_at < datetime.combine(since, time(), UTC)
    return or_(Member.seen_on < since, and_(Member.seen_on.is_(None), joined_before))
