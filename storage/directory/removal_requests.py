"""Requests of members to remove an organisation from the directory, until they are decided."""

from datetime import datetime

from sqlalchemy import ForeignKey, Select, UniqueConstraint, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base
from storage.directory.organisations import OrganisationRow
from storage.ownership import owned_by_member
from storage.repository import Repository


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

    def waiting(self, community_id: int) -> list[RemovalRequest]:
        """The requests of a community, the oldest first."""
        return list(self._session.scalars(_in_community(community_id)))

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
