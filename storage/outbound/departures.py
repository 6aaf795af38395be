"""Requests that left for a network, from which its limits are counted, also after a restart."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.send_limits import LONG_MEMORY
from storage.base import Base, BigId, table
from storage.clock_jumps import move_stamps
from storage.holdings import Held, Whom, held
from storage.repository import Repository
from storage.retention import kept_for
from storage.statements import Prepared


class Departure(Base):
    """A request that left for a room."""

    __tablename__ = "departures"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    network: Mapped[str]
    room: Mapped[str]
    card: Mapped[bool]
    at: Mapped[datetime] = mapped_column(index=True, info=kept_for(LONG_MEMORY))


_ADD = Prepared(insert(table(Departure)), "network", "room", "card", "at")


class Departures(Repository):
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
            select(Departure.room, Departure.card, Departure.at)
            .where(Departure.network == network, Departure.at > start)
            .order_by(Departure.at)
        )
        return [(room, card, at) for room, card, at in rows]

    def newest(self) -> datetime | None:
        """Time of the latest request."""
        return self._session.scalar(select(func.max(Departure.at)))

    def clock_set_back(self, by: timedelta, now: datetime) -> None:
        """Limits count what left before now."""
        move_stamps(self._session, Departure.at, by, now)

    def held_of(self, whom: Whom) -> Iterator[Held]:
        """When something left for a person's direct rooms."""
        yield from held(self._session, Departure, Departure.room.in_(whom.traces))

    def forget(self, rooms: Collection[str]) -> None:
        """Forget what left for a person's direct rooms."""
        self._session.execute(delete(Departure).where(Departure.room.in_(rooms)))
