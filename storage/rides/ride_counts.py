"""Numbers of rides to events that are over, kept without the rides."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ForeignKey, func, select
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base
from storage.events import EventRow
from storage.repository import Repository
from storage.statements import insert_into


class RideCount(Base):
    """The numbers of rides to an event that is over."""

    __tablename__ = "ride_counts"

    event_id: Mapped[int] = mapped_column(
        ForeignKey("events.id", ondelete="CASCADE"), primary_key=True
    )
    offered: Mapped[int]
    agreed: Mapped[int]


@dataclass(frozen=True, slots=True)
class RideNumbers:
    """Numbers of rides."""

    offered: int
    agreed: int


class RideCounts(Repository):
    """The numbers of rides to all events that are over."""

    def add(self, event_id: int, numbers: RideNumbers) -> None:
        """Keep the numbers of an event; those that are kept already stay."""
        values = {"offered": numbers.offered, "agreed": numbers.agreed}
        self._session.execute(
            insert_into(self._session, RideCount)
            .values(event_id=event_id, **values)
            .on_conflict_do_nothing()
        )

    def in_period(self, community_id: int, since: datetime, until: datetime) -> RideNumbers:
        """The numbers of rides to the events that began in a period."""
        offered, agreed = self._session.execute(
            select(func.sum(RideCount.offered), func.sum(RideCount.agreed))
            .join(EventRow, EventRow.id == RideCount.event_id)
            .where(
                EventRow.community_id == community_id,
                EventRow.starts_at >= since,
                EventRow.starts_at < until,
            )
        ).one()
        return RideNumbers(offered or 0, agreed or 0)
