"""Tables of attendance: answers of members, and guests."""

from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import date, datetime

from sqlalchemy import (
    ForeignKey,
    Index,
    UniqueConstraint,
    delete,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.domain.events.rules import Rsvp
from storage.base import Base, BigId, Choice, table
from storage.ownership import owned_by_member


class AttendanceRow(Base):
    """A member's answer to an event, and whether they came. Erased members' rows are nobody's."""

    __tablename__ = "attendances"
    __table_args__ = (
        UniqueConstraint("event_id", "member_id"),
        Index("ix_attendances_counted", "event_id", "answer", "answered_at"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"))
    member_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id"),
        index=True,
        info=owned_by_member(on_erase="by_method", on_merge="by_method"),
    )
    answer: Mapped[Rsvp] = mapped_column(Choice(Rsvp))
    answered_at: Mapped[datetime]
    reply: Mapped[str]
    """Their answer to the event's question."""
    offered_until: Mapped[datetime | None] = mapped_column(index=True)
    """A seat is kept for them until then."""
    came_at: Mapped[datetime | None]
    asked_on: Mapped[date | None]
    """The day on which a person without a phone asked the gardener to sign them up."""
    asked_again_at: Mapped[datetime | None]
    """They were asked whether they still come, since the date moved, and have not answered."""


class GuestRow(Base):
    """A guest of a member, or an unannounced participant: a name, for a while."""

    __tablename__ = "guests"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"), index=True)
    attendance_id: Mapped[int | None] = mapped_column(ForeignKey("attendances.id"), index=True)
    name: Mapped[str]
    named_at: Mapped[datetime]
    came_at: Mapped[datetime | None]


@dataclass(frozen=True, slots=True)
class Attendance:
    """An answer as it is stored; each field is a column."""

    id: int
    event_id: int
    member_id: int | None
    answer: Rsvp
    answered_at: datetime
    reply: str
    offered_until: datetime | None
    came_at: datetime | None
    asked_on: date | None
    asked_again_at: datetime | None

    @property
    def is_offered(self) -> bool:
        """True if a seat is kept for them until they say yes."""
        return self.answer == Rsvp.WAITING and self.offered_until is not None


_rows = table(AttendanceRow)
_guests = table(GuestRow)
COLUMNS = tuple(_rows.c[each.name] for each in fields(Attendance))
"""The columns of an `Attendance`."""
QUEUE = (_rows.c.answered_at, _rows.c.id)
"""The order of the answers to an event."""


def drop_attendances(session: Session, attendance_ids: Collection[int]) -> None:
    """Delete these answers with their guests."""
    session.execute(delete(_guests).where(_guests.c.attendance_id.in_(attendance_ids)))
    session.execute(delete(_rows).where(_rows.c.id.in_(attendance_ids)))
