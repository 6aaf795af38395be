"""Lists of organisations that gardeners brought, with the source that they stated."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, Select, select
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base
from storage.holdings import not_told
from storage.ownership import owned_by_member
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
    file_id: Mapped[int | None] = mapped_column(info=not_told())
    """The list as it was read, until it is decided on."""
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime | None] = mapped_column(index=True, info=kept_for(NO_LONGER))
    """None once its organisations are in the directory."""


class OrganisationLists(Repository):
    """The lists of all communities."""

    def add(self, row: OrganisationListRow) -> OrganisationListRow:
        """Keep a list until it is decided on."""
        self._session.add(row)
        self._session.flush()
        return row

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
