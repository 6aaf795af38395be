"""The traffic of each network: requests that left, the learned pace, and what has not arrived."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import case, delete, func, insert, select
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.send_limits import KEPT, LONG_MEMORY, Pace
from storage.base import Base, BigId, table
from storage.outbound.deliveries import Delivery, DeliveryState
from storage.ownership import Held, Whom, held
from storage.repository import Repository, move_stamps
from storage.retention import kept_for
from storage.statements import Prepared


class SendLogEntry(Base):
    """A request that left for a room."""

    __tablename__ = "departures"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    network: Mapped[str]
    room: Mapped[str]
    card: Mapped[bool]
    at: Mapped[datetime] = mapped_column(index=True, info=kept_for(LONG_MEMORY))


_ADD = Prepared(insert(table(SendLogEntry)), "network", "room", "card", "at")


class SendLog(Repository):
    """The latest requests."""

    def add(self, network: str, leaving: Sequence[tuple[str, bool]], at: datetime) -> None:
        """Record that requests leave now: `(room, whether it refreshes a card)`."""
        if leaving:
            rows = (
                {"network": network, "room": room, "card": card, "at": at} for room, card in leaving
            )
            _ADD.run(self._session, *rows)

    def since(self, network: str, start: datetime) -> Sequence[tuple[str, bool, datetime]]:
        """Sends after `start`: rate limits continue from here after a restart."""
        rows = self._session.execute(
            select(SendLogEntry.room, SendLogEntry.card, SendLogEntry.at)
            .where(SendLogEntry.network == network, SendLogEntry.at > start)
            .order_by(SendLogEntry.at)
        )
        return [(room, card, at) for room, card, at in rows]

    def newest(self) -> datetime | None:
        """Time of the latest request."""
        return self._session.scalar(select(func.max(SendLogEntry.at)))

    def clock_set_back(self, by: timedelta, now: datetime) -> None:
        """Limits count what left before now."""
        move_stamps(self._session, SendLogEntry.at, by, now)

    def held_of(self, whom: Whom) -> Iterator[Held]:
        """When something left for a person's direct rooms."""
        yield from held(self._session, SendLogEntry, SendLogEntry.room.in_(whom.traces))

    def forget(self, rooms: Collection[str]) -> None:
        """Forget what left for a person's direct rooms."""
        self._session.execute(delete(SendLogEntry).where(SendLogEntry.room.in_(rooms)))


_MILLISECOND = timedelta(milliseconds=1)


class PaceRow(Base):
    """One network's learned pace."""

    __tablename__ = "paces"

    network: Mapped[str] = mapped_column(primary_key=True)
    interval_ms: Mapped[int]
    burst: Mapped[int]
    learned_at: Mapped[datetime] = mapped_column(info=kept_for(KEPT))


class Paces(Repository):
    """The learned paces, at most one a network."""

    def known(self, network: str, now: datetime) -> Pace | None:
        """The pace that still holds."""
        row = self._session.get(PaceRow, network)
        if row is None:
            return None
        pace = Pace(row.interval_ms * _MILLISECOND, row.burst, row.learned_at)
        return pace if pace.holds(now) else None

    def clock_set_back(self, by: timedelta, now: datetime) -> None:
        """A pace was learned before now, and holds no longer than it may."""
        move_stamps(self._session, PaceRow.learned_at, by, now)

    def keep(self, network: str, pace: Pace) -> None:
        """Keep the latest that a network taught."""
        row = self._session.get(PaceRow, network)
        if row is None:
            row = PaceRow(network=network)
            self._session.add(row)
        row.interval_ms = -(-pace.interval // _MILLISECOND)  # rounded up
        row.burst, row.learned_at = pace.burst, pace.learned_at
        self._session.flush()


_rows = table(Delivery)
_NOT_ARRIVED = tuple(each for each in DeliveryState if each is not DeliveryState.SENT)


@dataclass(frozen=True, slots=True)
class QueueLength:
    """The deliveries of one network in one state."""

    network: str
    state: DeliveryState
    count: int
    oldest: datetime | None
    """Since when the oldest that may leave could; None if none may."""


class QueueLengths(Repository):
    """The deliveries that have not arrived, counted."""

    def all(self, now: datetime) -> Sequence[QueueLength]:
        """Unsettled deliveries by network, with the due time of the oldest."""
        due = case((_rows.c.not_before <= now, _rows.c.not_before))
        return [
            QueueLength(network, state, count, oldest)
            for network, state, count, oldest in self._session.execute(
                select(_rows.c.network, _rows.c.state, func.count(), func.min(due))
                .where(_rows.c.state.in_(_NOT_ARRIVED))
                .group_by(_rows.c.network, _rows.c.state)
            )
        ]
