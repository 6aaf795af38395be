"""Events that were made from a poll about dates, at most one a poll."""

from sqlalchemy import ForeignKey, and_, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.polls.choices import Choices
from storage.base import Base, table
from storage.members import Member, Membership
from storage.polls.poll_tables import BallotRow, PollRow, read_choices
from storage.repository import Repository


class PollEventRow(Base):
    """An event and the poll that found its date."""

    __tablename__ = "poll_events"

    event_id: Mapped[int] = mapped_column(
        ForeignKey("events.id"), primary_key=True, autoincrement=False
    )
    poll_id: Mapped[int] = mapped_column(ForeignKey("polls.id"), index=True, unique=True)


_poll_events = table(PollEventRow)
_ballots, _polls = table(BallotRow), table(PollRow)


class PollEvents(Repository):
    """The events that were made from polls."""

    covers = (PollEventRow,)

    def put(self, event_id: int, poll_id: int) -> None:
        """Keep which event was made from a poll, in place of an earlier one that was given up."""
        self._session.execute(delete(_poll_events).where(_poll_events.c.poll_id == poll_id))
        self._session.add(PollEventRow(event_id=event_id, poll_id=poll_id))
        self._session.flush()

    def poll_of(self, event_id: int) -> int | None:
        """The poll from which an event was made."""
        return self._session.scalar(
            select(_poll_events.c.poll_id).where(_poll_events.c.event_id == event_id)
        )

    def event_of(self, poll_id: int) -> int | None:
        """The event that was made from a poll."""
        return self._session.scalar(
            select(_poll_events.c.event_id).where(_poll_events.c.poll_id == poll_id)
        )

    def answers(self, poll_id: int, member_id: int | None = None) -> list[tuple[int, Choices]]:
        """Members with their ballots in a poll, in the order of voting, or one of them.

        Those who left the community, or want no more messages, are left out.
        """
        answered = (
            select(_ballots.c.member_id, _ballots.c.choices)
            .join(_polls, _polls.c.id == _ballots.c.poll_id)
            .join(Member, Member.id == _ballots.c.member_id)
            .join(
                Membership,
                and_(
                    Membership.member_id == Member.id,
                    Membership.community_id == _polls.c.community_id,
                ),
            )
            .where(_ballots.c.poll_id == poll_id, Member.stopped_at.is_(None))
            .order_by(_ballots.c.id)
        )
        if member_id is not None:
            answered = answered.where(Member.id == member_id)
        rows = self._session.execute(answered)
        return [(row.member_id, read_choices(row.choices)) for row in rows]
