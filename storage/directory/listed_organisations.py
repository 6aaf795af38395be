"""Organisations of the directory, the lists that they came in, and requests to remove them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    BigInteger,
    ForeignKey,
    Select,
    UniqueConstraint,
    delete,
    func,
    insert,
    select,
)
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.directory import Organisation, organisation_key
from bot.domain.words import name_key
from storage.base import Base, table
from storage.directory.visible_members import stored_tokens
from storage.ownership import not_told, owned_by_member
from storage.repository import Repository
from storage.retention import NO_LONGER, kept_for


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


_rows, _removed = table(OrganisationRow), table(RemovedOrganisation)


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
            self._session.execute(insert(_rows), rows)

    def count(self, community_id: int) -> int:
        """Return how many there are."""
        here = select(func.count()).where(_rows.c.community_id == community_id)
        return self._session.scalar(here) or 0

    def of_list(self, list_id: int, most: int) -> tuple[int, Sequence[str]]:
        """Return how many a list has in the directory, and the first of their names."""
        here = _rows.c.list_id == list_id
        count = self._session.scalar(select(func.count()).where(here)) or 0
        names = select(_rows.c.name).where(here).order_by(_rows.c.id).limit(most)
        return count, self._session.scalars(names).all()

    def keys(self, community_id: int) -> Collection[int]:
        """Return the keys of all that are there."""
        here = select(_rows.c.key).where(_rows.c.community_id == community_id)
        return set(self._session.scalars(here))

    def removed_keys(self, community_id: int) -> Collection[int]:
        """Return the keys of those that were removed on request."""
        here = select(_removed.c.key).where(_removed.c.community_id == community_id)
        return set(self._session.scalars(here))

    def listed(self, community_id: int, tokens: Sequence[str] = ()) -> list[ListedOrganisation]:
        """Return the organisations with all of these words, by name."""
        columns = (_rows.c.id, _rows.c.name, _rows.c.commune, _rows.c.domains)
        found = select(*columns).where(
            _rows.c.community_id == community_id,
            *(_rows.c.tokens.like(f"% {each} %") for each in tokens),
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
        return self._session.scalar(
            _in_community(community_id).where(RemovalRequest.id == request_id)
        )

    def waiting(self, community_id: int, most: int | None = None) -> list[RemovalRequest]:
        """The requests of a community, the oldest first."""
        return list(self._session.scalars(_in_community(community_id).limit(most)))

    def about(self, organisation_id: int) -> list[RemovalRequest]:
        """The requests to remove an organisation."""
        here = RemovalRequest.organisation_id == organisation_id
        return list(self._session.scalars(select(RemovalRequest).where(here)))

    def drop(self, request: RemovalRequest) -> None:
        """Delete a request that is decided."""
        self._session.delete(request)
        self._session.flush()


def _in_community(community_id: int) -> Select[RemovalRequest]:
    return (
        select(RemovalRequest)
        .join(OrganisationRow, OrganisationRow.id == RemovalRequest.organisation_id)
        .where(OrganisationRow.community_id == community_id)
        .order_by(RemovalRequest.id)
    )
