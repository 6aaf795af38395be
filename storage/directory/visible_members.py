"""Members of a community who chose to be found in its directory, and the words that find them.

The words follow the member's own line by themselves: see `_follow` below.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import (
    ColumnElement,
    Connection,
    ForeignKey,
    Select,
    and_,
    delete,
    event,
    func,
    insert,
    inspect,
    select,
    union_all,
)
from sqlalchemy.orm import Mapped, Mapper, aliased, mapped_column

from bot.domain.directory import Located
from bot.domain.words import search_tokens
from storage.base import Base, table
from storage.members import (
    CHOSE_TO_BE_FOUND,
    Entry,
    Member,
    MemberDomain,
    Membership,
    NamePart,
    Registers,
)
from storage.ownership import Held, Whom, not_told, owned_by_member
from storage.repository import Repository
from storage.statements import plan_by_values


class MemberWords(Base):
    """The words of a member's activity, without accents and endings."""

    __tablename__ = "member_words"

    member_id: Mapped[int] = mapped_column(
        ForeignKey("members.id"),
        primary_key=True,
        info=owned_by_member(on_erase="delete", on_merge="by_method"),
    )
    tokens: Mapped[str] = mapped_column(info=not_told())
    """With a blank on each side of every token."""


_words = table(MemberWords)


class DirectoryWords(Repository):
    """The words of all members."""

    covers = (MemberWords,)

    def held_of(self, _whom: Whom) -> Iterator[Held]:
        """Tell nothing: the line that the words come from is told."""
        yield from ()

    def merge(self, kept_id: int, gone_id: int) -> None:
        """Drop the words of the merged member; those of the remaining one follow."""
        del kept_id
        self._session.execute(delete(_words).where(_words.c.member_id == gone_id))


def stored_tokens(words: str) -> str:
    """The tokens of words as they are stored: with a blank on each side."""
    return f" {' '.join(search_tokens(words))} "


@event.listens_for(Member, "after_insert")
def _write_first(_mapper: Mapper[Member], connection: Connection, member: Member) -> None:
    if member.about:
        _write(connection, member)


@event.listens_for(Member, "after_update")
def _follow(_mapper: Mapper[Member], connection: Connection, member: Member) -> None:
    if inspect(member).attrs.about.history.has_changes():
        connection.execute(delete(_words).where(_words.c.member_id == member.id))
        if member.about:
            _write(connection, member)


def _write(connection: Connection, member: Member) -> None:
    row = {"member_id": member.id, "tokens": stored_tokens(member.about)}
    connection.execute(insert(_words).values(**row))


_END = "\U0010ffff"
_begun = aliased(NamePart, name="begun")


@dataclass(frozen=True, slots=True)
class SoughtWord:
    """A word of a search: any of these finds a member."""

    begins: str
    """The beginning of a word of the name, folded."""
    tokens: tuple[str, ...] = ()
    """Words of their activity, as the search compares them."""
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
        plan_by_values(self._session)
        is_whole_name = and_(
            NamePart.member_id == Membership.member_id,
            NamePart.community_id == Membership.community_id,
            NamePart.nth == 0,
        )
        rows = self._session.execute(
            select(Membership.member_id, Member.commune)
            .join(Member, CHOSE_TO_BE_FOUND)
            .join(NamePart, is_whole_name)
            .where(Membership.community_id == community_id, *_conditions(community_id, search))
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


def _conditions(community_id: int, search: DirectorySearch) -> Iterator[ColumnElement[bool]]:
    if search.domain is not None:
        yield Membership.member_id.in_(_caring_for(community_id, (search.domain,)))
    if search.territory is not None:
        yield Member.territory == search.territory
    for each in search.words:
        # One list of ids for each word: PostgreSQL would look anew for every member, otherwise.
        yield Membership.member_id.in_(union_all(*_having(community_id, each)))


def _having(community_id: int, word: SoughtWord) -> Iterator[Select[int]]:
    """The ids of members whose name, line or domains have a word, some of them twice."""
    yield select(_begun.member_id).where(
        _begun.community_id == community_id,
        _begun.part >= word.begins,
        _begun.part < word.begins + _END,
    )
    if word.tokens:  # of letters and digits only
        likes = [MemberWords.tokens.like(f"% {each} %") for each in word.tokens]
        yield select(MemberWords.member_id).where(*likes)
    if word.domains:
        yield _caring_for(community_id, word.domains)


def _caring_for(community_id: int, domains: Sequence[str]) -> Select[int]:
    return select(MemberDomain.member_id).where(
        MemberDomain.community_id == community_id, MemberDomain.domain.in_(domains)
    )
