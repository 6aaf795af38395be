"""Feedback of people who were at an event, never shown with a name, and its figures."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    UniqueConstraint,
    delete,
    exists,
    func,
    select,
)
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.events.notices import Mark
from bot.domain.events.rules import Rsvp
from storage.base import Base, Choice, table
from storage.events import AttendanceRow, EventRow
from storage.ownership import Held, Whom, owned_by_member
from storage.repository import Repository
from storage.retention import kept_for

NAMED_FOR = timedelta(days=60)
"""The time for which the author of a feedback is known."""


class FeedbackRow(Base):
    """A person's feedback on an event; nobody's, once it cannot be changed any more."""

    __tablename__ = "feedback"
    __table_args__ = (UniqueConstraint("event_id", "member_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"))
    member_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id"), index=True, info=owned_by_member(on_erase="delete")
    )
    mark: Mapped[Mark] = mapped_column(Choice(Mark))
    words: Mapped[str]
    given_at: Mapped[datetime] = mapped_column(index=True, info=kept_for(NAMED_FOR, then="untie"))


@dataclass(frozen=True, slots=True)
class Participant:
    """A participant, by the number of their attendance."""

    attendance_id: int
    member_id: int


_feedback = table(FeedbackRow)
_rows = table(AttendanceRow)
_events = table(EventRow)


class Feedback(Repository):
    """The feedback on all events."""

    # Participants

    def attended(self, event_id: int, *, after: int, most: int) -> list[Participant]:
        """Members who came, else those who were to come where nobody noted who did."""
        return self._values(
            Participant,
            select(_rows.c.id.label("attendance_id"), _rows.c.member_id)
            .where(
                _rows.c.event_id == event_id,
                _rows.c.id > after,
                _rows.c.member_id.is_not(None),
                self._was_there(event_id),
            )
            .order_by(_rows.c.id)
            .limit(most),
        )

    def was_there(self, event_id: int, member_id: int) -> bool:
        """True if a member was at an event, as far as is known."""
        found = select(_rows.c.id).where(
            _rows.c.event_id == event_id,
            _rows.c.member_id == member_id,
            self._was_there(event_id),
        )
        return self._session.scalar(found) is not None

    def _was_there(self, event_id: int) -> ColumnElement[bool]:
        noted = exists().where(
            AttendanceRow.event_id == event_id, AttendanceRow.came_at.is_not(None)
        )
        if self._session.scalar(select(noted)):
            return _rows.c.came_at.is_not(None)
        return _rows.c.answer == Rsvp.GOING

    # Their feedback

    def mine(self, event_id: int, member_id: int) -> FeedbackRow | None:
        """The feedback of a member on an event."""
        return self._session.scalar(
            select(FeedbackRow)
            .where(FeedbackRow.event_id == event_id, FeedbackRow.member_id == member_id)
            .execution_options(populate_existing=True)
        )

    def put(self, event_id: int, member_id: int, mark: Mark, at: datetime) -> None:
        """Replace a member's mark; their words stay."""
        found = self.mine(event_id, member_id)
        if found is None:
            self._session.add(
                FeedbackRow(
                    event_id=event_id, member_id=member_id, mark=mark, words="", given_at=at
                )
            )
        else:
            found.mark = mark
        self._session.flush()

    def take_back(self, event_id: int, member_id: int) -> None:
        """Forget what a member thought of an event."""
        self._session.execute(
            delete(FeedbackRow).where(
                FeedbackRow.event_id == event_id, FeedbackRow.member_id == member_id
            )
        )

    def counts(self, event_id: int) -> dict[str, int]:
        """The number of answers for each mark."""
        rows = self._session.execute(
            select(_feedback.c.mark, func.count().label("people"))
            .where(_feedback.c.event_id == event_id)
            .group_by(_feedback.c.mark)
        )
        return {row.mark: row.people for row in rows}

    def words(self, event_id: int, most: int) -> Sequence[str]:
        """The words of all, in an order that tells nothing of their authors."""
        return self._session.scalars(
            select(_feedback.c.words)
            .where(_feedback.c.event_id == event_id, _feedback.c.words != "")
            .order_by(_feedback.c.words)
            .limit(most)
        ).all()

    # When people link or go

    def held_of(self, whom: Whom) -> Iterator[Held]:
        """The feedback of a person, with its events."""
        own = (
            select(
                _events.c.community_id,
                _events.c.number,
                _events.c.title,
                _feedback.c.mark,
                _feedback.c.words,
                _feedback.c.given_at,
            )
            .join(_events, _events.c.id == _feedback.c.event_id)
            .where(_feedback.c.member_id == whom.member_id)
            .order_by(_feedback.c.id)
        )
        yield from self._held("feedback", own)


class FeedbackFigures(Repository):
    """Figures of the feedback on the events of communities."""

    def counts(self, community_id: int, since: datetime, until: datetime) -> dict[Mark, int]:
        """The number of answers for each mark between two moments, on all events together."""
        rows = self._session.execute(
            select(_feedback.c.mark, func.count().label("people"))
            .join(_events, _events.c.id == _feedback.c.event_id)
            .where(
                _events.c.community_id == community_id,
                _feedback.c.given_at >= since,
                _feedback.c.given_at < until,
            )
            .group_by(_feedback.c.mark)
        )
        return {row.mark: row.people for row in rows}
