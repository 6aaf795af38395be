"""Marks of gardeners on tasks, and the hour at which each gets the list by itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, delete, func, or_, select, union
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.roles import Post, Seat
from storage.base import Base, Choice
from storage.communities import Community, SeatRow
from storage.members import Identity, Member
from storage.ownership import not_told, owned_by_member
from storage.repository import Repository
from storage.retention import NO_LONGER, kept_for
from storage.seats import PostRow


class MarkKind(StrEnum):
    """What a gardener said of a task."""

    LATER = "later"
    """It is not shown to them until then."""
    TAKEN = "taken"
    """They take care of it: the others see so."""
    SEEN = "seen"
    """It was only to be seen, and is not shown to them any more."""


class TodoMark(Base):
    """A gardener's mark on a task, by the key of what waits: it tells nothing by itself."""

    __tablename__ = "todo_marks"

    member_id: Mapped[int] = mapped_column(
        ForeignKey("members.id"),
        primary_key=True,
        info=owned_by_member(on_erase="delete", told_as="todo_marks"),
    )
    community_id: Mapped[int] = mapped_column(
        ForeignKey("communities.id"), primary_key=True, index=True
    )
    key: Mapped[str] = mapped_column(primary_key=True, info=not_told())
    kind: Mapped[MarkKind] = mapped_column(Choice(MarkKind), primary_key=True)
    until: Mapped[datetime] = mapped_column(index=True, info=kept_for(NO_LONGER))


class TodoMarks(Repository):
    """The marks on the tasks of all communities."""

    def of(self, community_id: int, now: datetime) -> Sequence[TodoMark]:
        """The marks of a community that hold now."""
        return self._session.scalars(
            select(TodoMark)
            .where(TodoMark.community_id == community_id, TodoMark.until > now)
            .order_by(TodoMark.until, TodoMark.member_id)
        ).all()

    def put(
        self, member_id: int, community_id: int, key: str, kind: MarkKind, until: datetime
    ) -> None:
        """Mark a task, for longer where it is marked already."""
        self._session.merge(
            TodoMark(
                member_id=member_id, community_id=community_id, key=key, kind=kind, until=until
            )
        )
        self._session.flush()

    def drop(self, member_id: int, community_id: int, kind: MarkKind, key: str = "") -> None:
        """Take a gardener's mark off a task; without a key, off all."""
        which = [
            TodoMark.member_id == member_id,
            TodoMark.community_id == community_id,
            TodoMark.kind == kind,
        ]
        if key:
            which.append(TodoMark.key == key)
        self._session.execute(delete(TodoMark).where(*which))


class TodoMorning(Base):
    """The hour at which a gardener of a community gets the list by itself, and the last day."""

    __tablename__ = "todo_mornings"

    member_id: Mapped[int] = mapped_column(
        ForeignKey("members.id"),
        primary_key=True,
        info=owned_by_member(on_erase="delete", told_as="todo_mornings"),
    )
    community_id: Mapped[int] = mapped_column(ForeignKey("communities.id"), primary_key=True)
    hour: Mapped[int | None]
    """None: never."""
    looked_on: Mapped[date | None]
    """The last day on which the list was made, in the gardener's zone."""


@dataclass(frozen=True, slots=True)
class MorningPlan:
    """When somebody who holds a role in a community wants the list."""

    member_id: int
    community_id: int
    hour: int | None
    """None if it was never set."""
    looked_on: date | None
    zone: str


class TodoMornings(Repository):
    """The hours of all gardeners."""

    def planned(self) -> Sequence[MorningPlan]:
        """The plans of holders and deputies of all seats; not of those who want no list."""
        deputies = [Post(seat).deputy for seat in Seat]
        tending = union(
            select(SeatRow.community_id, Identity.member_id).join(
                Identity, Identity.address == SeatRow.address
            ),
            select(PostRow.community_id, Identity.member_id)
            .join(Identity, Identity.address == PostRow.address)
            .where(PostRow.post.in_(deputies)),
        ).subquery()
        their_morning = (TodoMorning.member_id == tending.c.member_id) & (
            TodoMorning.community_id == tending.c.community_id
        )
        found = self._session.execute(
            select(
                tending.c.member_id,
                tending.c.community_id,
                TodoMorning.hour,
                TodoMorning.looked_on,
                func.coalesce(Member.timezone, Community.timezone).label("zone"),
            )
            .join(Member, Member.id == tending.c.member_id)
            .join(Community, Community.id == tending.c.community_id)
            .outerjoin(TodoMorning, their_morning)
            .where(or_(TodoMorning.member_id.is_(None), TodoMorning.hour.is_not(None)))
            .order_by(tending.c.community_id, tending.c.member_id)
        )
        return [MorningPlan(**row) for row in found.mappings()]

    def of(self, member_id: int, community_id: int) -> TodoMorning | None:
        """A gardener's hour, where it was chosen or came once."""
        return self._session.get(TodoMorning, (member_id, community_id))

    def add(self, morning: TodoMorning) -> TodoMorning:
        """Keep a gardener's hour."""
        return self._added(morning)
