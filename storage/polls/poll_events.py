"""Events that were made from a poll about dates."""

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.polls.tally import Choices
from storage.base import Base, table
from storage.polls.poll_tables import BallotRow, read_choices
from storage.repository import Repository


class PollEventRow(Base):
    """An event and the poll that found its date."""

    __tablename__ = "poll_events"

    event_id: Mapped[int] = mapped_column(
        ForeignKey("events.id"), primary_key=True, autoincrement=False
    )
    poll_id: Mapped[int] = mapped_column(ForeignKey("polls.id"), index=True)


_poll_events = table(PollEventRow)
_ballots = table(BallotRow)


class PollEvents(Repository):
    """The events that were made from polls."""

    covers = (PollEventRow,)

    def add(self, event_id: int, poll_id: int) -> None:
        """Keep from which poll an event was made."""
        self._session.add(PollEventRow(event_id=event_id, poll_id=poll_id))
        self._session.flush()

    def poll_of(self, event_id: int) -> int | None:
        """The poll from which an event was made."""
        return self._session.scalar(
            select(_poll_events.c.poll_id).where(_poll_events.c.event_id == event_id)
        )

    def answers(self, poll_id: int, member_id: int | None = None) -> list[tuple[int, Choices]]:
        """Members with their ballots in a poll, in the order of voting, or one of them.

        Erased members are left out.
        """
        known = _ballots.c.member_id.is_not(None)
        rows = self._session.execute(
            select(_ballots.c.member_id, _ballots.c.choices)
            .where(
                _ballots.c.poll_id == poll_id,
                known if member_id is None else _ballots.c.member_id == member_id,
            )
            .order_by(_ballots.c.id)
        )
        return [(row.member_id, read_choices(row.choices)) for row in rows]
