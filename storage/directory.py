"""The directory of a community: members who chose to be found, organisations that came in lists.

The words that find a member follow their own line by themselves: see `_follow` below.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    ForeignKey,
    Select,
    UniqueConstraint,
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

from bot.domain.directory import Located, Organisation, organisation_key
from bot.domain.words import name_key, search_tokens
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
from storage.retention import NO_LONGER, kept_for
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


class OrganisationListRow(Base):
    """A list, whose organisations are in the directory once it was decided on.

    An id is never given twice, since buttons bear it: SQLite has to be told.
    """

    __tablename__ = "organisation_lists"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"), index=True)
    member_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id"),
        index=True,
        info=owned_by_member(on_erase="untie", told_as="organisation_lists"),
    )
    source: Mapped[str]
    file_name: Mapped[str]
    file_id: Mapped[int | None] = mapped_column(
        ForeignKey("files.id", ondelete="SET NULL"), index=True, info=not_told()
    )
    """The list as it was read, until it is decided on."""
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime | None] = mapped_column(index=True, info=kept_for(NO_LONGER))
    """None once its organisations are in the directory."""


class OrganisationLists(Repository):
    """The lists of all communities."""

    def add(self, row: OrganisationListRow) -> OrganisationListRow:
        """Keep a list until it is decided on."""
        return self._added(row)

    def get(self, list_id: int) -> OrganisationListRow | None:
        """Return the list with this id."""
        return self._session.get(OrganisationListRow, list_id)

    def added(self, community_id: int, since: datetime) -> Sequence[OrganisationListRow]:
        """Lists in the directory that were brought since then, the newest first."""
        here = _in_directory(community_id).where(OrganisationListRow.made_at >= since)
        return self._session.scalars(here.order_by(OrganisationListRow.id.desc())).all()

    def these(self, community_id: int, list_ids: Collection[int]) -> Sequence[OrganisationListRow]:
        """The lists in the directory with these ids."""
        here = _in_directory(community_id).where(OrganisationListRow.id.in_(list_ids))
        return self._session.scalars(here).all()

    def drop(self, row: OrganisationListRow) -> None:
        """Forget a list of which nothing is in the directory."""
        self._session.delete(row)
        self._session.flush()


def _in_directory(community_id: int) -> Select[OrganisationListRow]:
    return select(OrganisationListRow).where(
        OrganisationListRow.community_id == community_id, OrganisationListRow.expires_at.is_(None)
    )


class OrganisationRow(Base):
    """An organisation, as its list describes it.

    An id is never given twice, since buttons bear it: SQLite has to be told.
    """

    __tablename__ = "organisations"
    __table_args__ = (UniqueConstraint("community_id", "key"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"))
    list_id: Mapped[int] = mapped_column(ForeignKey("organisation_lists.id"), index=True)
    key: Mapped[int] = mapped_column(BigInteger)
    """By which it is recognised on another list."""
    name: Mapped[str]
    about: Mapped[str]
    commune: Mapped[str | None]
    """The INSEE code."""
    domains: Mapped[list[str]]
    link: Mapped[str]
    tokens: Mapped[str]
    """The words of its name and activity, as the search compares them."""


class RemovedOrganisation(Base):
    """The key of an organisation that was removed on request: no list brings it back."""

    __tablename__ = "removed_organisations"

    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"), primary_key=True)
    key: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)


_organisations, _removed = table(OrganisationRow), table(RemovedOrganisation)


@dataclass(frozen=True, slots=True)
class ListedOrganisation:
    """The parts of an organisation by which it is filtered."""

    id: int
    commune: str | None
    domains: Sequence[str]


class Organisations(Repository):
    """The organisations in the directories of all communities."""

    def add(self, of: OrganisationListRow, organisations: Sequence[Organisation]) -> None:
        """Put the organisations of a list into the directory."""
        rows = [
            {
                "community_id": of.community_id,
                "list_id": of.id,
                "key": organisation_key(each.name, each.commune),
                "name": each.name,
                "about": each.about,
                "commune": each.commune,
                "domains": list(each.domains),
                "link": each.link,
                "tokens": stored_tokens(f"{each.name} {each.about}"),
            }
            for each in organisations
        ]
        if rows:
            self._session.execute(insert(_organisations), rows)

    def count(self, community_id: int) -> int:
        """Return how many there are."""
        here = select(func.count()).where(_organisations.c.community_id == community_id)
        return self._session.scalar(here) or 0

    def of_list(self, list_id: int, most: int) -> tuple[int, Sequence[str]]:
        """Return how many a list has in the directory, and the first of their names."""
        here = _organisations.c.list_id == list_id
        count = self._session.scalar(select(func.count()).where(here)) or 0
        names = select(_organisations.c.name).where(here).order_by(_organisations.c.id).limit(most)
        return count, self._session.scalars(names).all()

    def keys(self, community_id: int) -> Collection[int]:
        """Return the keys of all that are there."""
        here = select(_organisations.c.key).where(_organisations.c.community_id == community_id)
        return set(self._session.scalars(here))

    def removed_keys(self, community_id: int) -> Collection[int]:
        """Return the keys of those that were removed on request."""
        here = select(_removed.c.key).where(_removed.c.community_id == community_id)
        return set(self._session.scalars(here))

    def listed(self, community_id: int, tokens: Sequence[str] = ()) -> list[ListedOrganisation]:
        """Return the organisations with all of these words, by name."""
        columns = (
            _organisations.c.id,
            _organisations.c.name,
            _organisations.c.commune,
            _organisations.c.domains,
        )
        found = select(*columns).where(
            _organisations.c.community_id == community_id,
            *(_organisations.c.tokens.like(f"% {each} %") for each in tokens),
        )
        rows = sorted(self._session.execute(found), key=lambda row: (name_key(row.name), row.id))
        return [ListedOrganisation(row.id, row.commune, row.domains) for row in rows]

    def these(self, community_id: int, ids: Sequence[int]) -> list[OrganisationRow]:
        """Return the organisations with these ids, in this order."""
        found = self._session.scalars(
            select(OrganisationRow).where(
                OrganisationRow.id.in_(ids), OrganisationRow.community_id == community_id
            )
        )
        by_id = {each.id: each for each in found}
        return [by_id[each] for each in ids if each in by_id]

    def remove(self, organisation: OrganisationRow) -> None:
        """Delete an organisation, so that no list brings it back."""
        known = {"community_id": organisation.community_id, "key": organisation.key}
        if self._session.get(RemovedOrganisation, tuple(known.values())) is None:
            self._session.add(RemovedOrganisation(**known))
        self._session.delete(organisation)
        self._session.flush()

    def remove_list(self, list_id: int) -> int:
        """Delete all organisations of a list, and return how many they were."""
        gone = delete(OrganisationRow).where(OrganisationRow.list_id == list_id)
        return len(self._session.scalars(gone.returning(OrganisationRow.id)).all())


class RemovalRequest(Base):
    """A member's request to remove an organisation; it goes with the organisation.

    An id is never given twice, since buttons bear it: SQLite has to be told.
    """

    __tablename__ = "removal_requests"
    __table_args__ = (
        UniqueConstraint("organisation_id", "member_id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id", ondelete="CASCADE"))
    member_id: Mapped[int] = mapped_column(
        ForeignKey("members.id"),
        index=True,
        info=owned_by_member(on_erase="delete", told_as="removal_requests", newest_by="created_at"),
    )
    why: Mapped[str]
    created_at: Mapped[datetime]


class RemovalRequests(Repository):
    """The requests that wait in all communities."""

    def put(self, request: RemovalRequest) -> None:
        """Keep a request in place of an earlier one of the member."""
        self._session.execute(
            delete(RemovalRequest).where(
                RemovalRequest.organisation_id == request.organisation_id,
                RemovalRequest.member_id == request.member_id,
            )
        )
        self._session.add(request)
        self._session.flush()

    def get(self, request_id: int, community_id: int) -> RemovalRequest | None:
        """The request with this id, if it is of this community."""
        return self._session.scalar(_requests(community_id).where(RemovalRequest.id == request_id))

    def waiting(self, community_id: int, most: int | None = None) -> list[RemovalRequest]:
        """The requests of a community, the oldest first."""
        return list(self._session.scalars(_requests(community_id).limit(most)))

    def about(self, organisation_id: int) -> list[RemovalRequest]:
        """The requests to remove an organisation."""
        here = RemovalRequest.organisation_id == organisation_id
        return list(self._session.scalars(select(RemovalRequest).where(here)))

    def drop(self, request: RemovalRequest) -> None:
        """Delete a request that is decided."""
        self._session.delete(request)
        self._session.flush()


def _requests(community_id: int) -> Select[RemovalRequest]:
    return (
        select(RemovalRequest)
        .join(OrganisationRow, OrganisationRow.id == RemovalRequest.organisation_id)
        .where(OrganisationRow.community_id == community_id)
        .order_by(RemovalRequest.id)
    )
