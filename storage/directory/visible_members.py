"""The members of a community who chose to be found in its directory."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from bot.domain.directory.nearby import Located
from storage.directory.directory_words import MemberWords
from storage.members import (
    CHOSE_TO_BE_FOUND,
    Entry,
    Member,
    MemberDomain,
    Membership,
    NamePart,
    Registers,
)
from storage.repository import Repository

_END = "\U0010ffff"
_begun = aliased(NamePart, name="begun")


@dataclass(frozen=True, slots=True)
class SoughtWord:
    """A word of a search: any of these finds a member."""

    begins: str
    """The beginning of a word of the name, folded."""
    tokens: tuple[str, ...] = ()
    """Words of what they do, as the search compares them."""
    domains: tuple[str, ...] = ()
    """Domains with that word in their name."""


@dataclass(frozen=True, slots=True)
class DirectorySearch:
    """A search in the directory: all that is set must hold."""

    domain: str | None = None
    territory: str | None = None
    words: tuple[SoughtWord, ...] = ()


class VisibleMembers(Repository):
    """The members whom other members of a community may find."""

    def count(self, community_id: int) -> int:
        """Return how many there are."""
        counted = select(func.count()).select_from(Membership).join(Member, CHOSE_TO_BE_FOUND)
        return self._session.scalar(counted.where(Membership.community_id == community_id)) or 0

    def found(self, community_id: int, search: DirectorySearch) -> Sequence[Located]:
        """Return the members that a search finds, by name, each with their commune."""
        rows = self._session.execute(
            select(Membership.member_id, Member.commune)
            .join(Member, CHOSE_TO_BE_FOUND)
            .join(NamePart, _is_whole_name())
            .where(Membership.community_id == community_id, *_conditions(search))
            .order_by(NamePart.part, Membership.member_id)
        )
        return [(member_id, commune) for member_id, commune in rows]

    def entries(self, community_id: int, ids: Sequence[int]) -> Sequence[Entry]:
        """Return these members in this order, with all that may be shown of them."""
        visible = self._visible(community_id, ids)
        kept = [each for each in ids if each in visible]
        return Registers(self._session).entries(community_id, kept, whole=True)

    def includes(self, community_id: int, member_id: int) -> bool:
        """Return True if this member is one of them."""
        return bool(self._visible(community_id, [member_id]))

    def _visible(self, community_id: int, ids: Sequence[int]) -> set[int]:
        found = (
            select(Membership.member_id)
            .join(Member, CHOSE_TO_BE_FOUND)
            .where(Membership.community_id == community_id, Membership.member_id.in_(ids))
        )
        return set(self._session.scalars(found))


def _is_whole_name() -> ColumnElement[bool]:
    return and_(
        NamePart.member_id == Membership.member_id,
        NamePart.community_id == Membership.community_id,
        NamePart.nth == 0,
    )


def _conditions(search: DirectorySearch) -> Iterator[ColumnElement[bool]]:
    if search.domain is not None:
        yield _cares_for((search.domain,))
    if search.territory is not None:
        yield Member.territory == search.territory
    for each in search.words:
        yield or_(_is_called(each.begins), *_does(each.tokens), *_domains(each.domains))


def _cares_for(domains: Sequence[str]) -> ColumnElement[bool]:
    return exists().where(
        MemberDomain.member_id == Membership.member_id,
        MemberDomain.community_id == Membership.community_id,
        MemberDomain.domain.in_(domains),
    )


def _domains(domains: Sequence[str]) -> Iterator[ColumnElement[bool]]:
    if domains:
        yield _cares_for(domains)


def _is_called(begins: str) -> ColumnElement[bool]:
    # The sum keeps SQLite from reading the parts of everybody for each member.
    return exists().where(
        _begun.member_id == Membership.member_id,
        _begun.community_id + 0 == Membership.community_id,
        _begun.part >= begins,
        _begun.part < begins + _END,
    )


def _does(tokens: Sequence[str]) -> Iterator[ColumnElement[bool]]:
    """Conditions on what members do; tokens have letters and digits only."""
    if tokens:
        yield exists().where(
            MemberWords.member_id == Membership.member_id,
            *(MemberWords.tokens.like(f"% {each} %") for each in tokens),
        )
