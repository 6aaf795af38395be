"""Members who joined in a group and have not opened their direct room since."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint, delete, func, select
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, table
from storage.members import Identity
from storage.ownership import owned_by_member
from storage.repository import Repository
from storage.statements import insert_into


class GroupJoining(Base):
    """A member who joined a community in a group; it goes when they open a direct room."""

    __tablename__ = "group_joinings"
    __table_args__ = (UniqueConstraint("member_id", "community_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(
        ForeignKey("members.id"),
        info=owned_by_member(on_erase="delete", told_as="group_joinings"),
    )
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"), index=True)
    joined_at: Mapped[datetime]


_rows = table(GroupJoining)
_has_direct_room = (
    select(Identity.address)
    .where(Identity.member_id == _rows.c.member_id, Identity.direct.is_not(None))
    .exists()
)


class GroupJoinings(Repository):
    """The members whom nothing private reaches yet."""

    def add(self, member_id: int, community_id: int, at: datetime) -> None:
        """Note that a member joined in a group; a second time changes nothing."""
        self._session.execute(
            insert_into(self._session, _rows)
            .values(member_id=member_id, community_id=community_id, joined_at=at)
            .on_conflict_do_nothing()
        )

    def take(self, member_id: int) -> Sequence[int]:
        """Forget where a member joined in a group; gives these communities."""
        gone = delete(_rows).where(_rows.c.member_id == member_id)
        return sorted(self._session.scalars(gone.returning(_rows.c.community_id)))

    def count(self, community_id: int) -> int:
        """The number of members of a community whom nothing private reaches."""
        waiting = select(func.count()).where(
            _rows.c.community_id == community_id, ~_has_direct_room
        )
        return self._session.scalar(waiting) or 0
