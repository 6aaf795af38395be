"""Encrypted events whose key is missing: they wait as ciphertext, and their room is told once."""

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, UniqueConstraint, delete, func, or_, select, update
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, BigId, table
from storage.clock_jumps import move_stamps
from storage.holdings import Held, Whom, held
from storage.inbound.inbox import InboxRow
from storage.repository import Repository
from storage.retention import kept_for
from storage.statements import insert_into

WAITS_FOR_KEY = timedelta(days=7)
"""The time for which an undecrypted message waits for its key."""


class SealedRow(Base):
    """An event that waits for its key.

    Once opened it loses its ciphertext and keeps its name: when its room was told stays known.
    """

    __tablename__ = "sealed"
    __table_args__ = (UniqueConstraint("network", "key"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    network: Mapped[str]
    key: Mapped[str]
    room: Mapped[str] = mapped_column(index=True)
    ciphertext: Mapped[str | None]
    received_at: Mapped[datetime] = mapped_column(index=True, info=kept_for(WAITS_FOR_KEY))
    told_at: Mapped[datetime | None]


@dataclass(frozen=True, slots=True)
class Untold:
    """Undecrypted events of a room not told yet: how many, and since when."""

    room: str
    count: int
    since: datetime


_sealed = table(SealedRow)


class SealedEvents(Repository):
    """The events that nobody could read yet."""

    def receive(self, network: str, events: Iterable[tuple[str, str, str]], at: datetime) -> None:
        """Keep `(key, room, ciphertext)` in order; a key known here or in the inbox is passed over.

        What is in the inbox was readable once: its key was lost since.
        """
        listed = list(events)
        if not listed:
            return
        known = select(InboxRow.key).where(
            InboxRow.network == network, InboxRow.key.in_([key for key, _, _ in listed])
        )
        readable = set(self._session.scalars(known))
        rows = [
            {
                "network": network,
                "key": key,
                "room": room,
                "ciphertext": ciphertext,
                "received_at": at,
            }
            for key, room, ciphertext in listed
            if key not in readable
        ]
        if rows:
            self._session.execute(
                insert_into(self._session, SealedRow).on_conflict_do_nothing(), rows
            )

    def open(self, network: str, keys: Collection[str]) -> None:
        """These events can be read now: they wait no more."""
        if keys:
            self._session.execute(
                update(_sealed)
                .where(_sealed.c.network == network, _sealed.c.key.in_(keys))
                .values(ciphertext=None)
            )

    def waiting(self, network: str) -> Sequence[tuple[str, str, str]]:
        """Undecrypted events, oldest first: `(key, room, ciphertext)`."""
        rows = self._session.execute(
            select(_sealed.c.key, _sealed.c.room, _sealed.c.ciphertext)
            .where(_sealed.c.network == network, _sealed.c.ciphertext.is_not(None))
            .order_by(_sealed.c.id)
        )
        return [(key, room, ciphertext) for key, room, ciphertext in rows]

    def untold(self) -> Sequence[Untold]:
        """Rooms to be told of undecrypted events, the longest waiting first."""
        rows = self._session.execute(
            select(_sealed.c.room, func.count(), func.min(_sealed.c.received_at))
            .where(_sealed.c.ciphertext.is_not(None), _sealed.c.told_at.is_(None))
            .group_by(_sealed.c.room)
            .order_by(func.min(_sealed.c.id))
        )
        return [Untold(room, count, since) for room, count, since in rows]

    def told_since(self, start: datetime) -> set[str]:
        """The rooms that were told of something since then."""
        return set(
            self._session.scalars(
                select(_sealed.c.room).where(_sealed.c.told_at > start).distinct()
            )
        )

    def tell(self, rooms: Collection[str], at: datetime) -> None:
        """Note that these rooms know of all that waits there."""
        self._session.execute(
            update(_sealed)
            .where(
                _sealed.c.room.in_(rooms),
                _sealed.c.ciphertext.is_not(None),
                _sealed.c.told_at.is_(None),
            )
            .values(told_at=at)
        )

    def clock_set_back(self, by: timedelta, now: datetime) -> None:
        """A room is told again a day after it was told."""
        move_stamps(self._session, SealedRow.received_at, by, now)
        move_stamps(self._session, SealedRow.told_at, by, now)

    def held_of(self, whom: Whom) -> Iterator[Held]:
        """A person's undecrypted events, in private and in shared rooms."""
        yield from held(self._session, SealedRow, _of(whom.traces))

    def forget(self, traces: Collection[str]) -> None:
        """Forget events that wait in a person's direct rooms, and their own in others."""
        self._session.execute(delete(_sealed).where(_of(traces)))

    def restored(self, _now: datetime) -> None:
        """Wait for no key any more: they were for a device that is given up."""
        self._session.execute(update(_sealed).values(ciphertext=None))

    def lose_room(self, room: str, _why: str, _at: datetime) -> None:
        """Forget what waits in a room that is dead, its topics included."""
        topics = _sealed.c.room.startswith(f"{room}/", autoescape=True)
        self._session.execute(delete(_sealed).where(or_(_sealed.c.room == room, topics)))

    def count(self) -> int:
        """The number of events that wait for their key."""
        counted = select(func.count()).where(_sealed.c.ciphertext.is_not(None))
        return self._session.scalar(counted) or 0


def _of(traces: Collection[str]) -> ColumnElement[bool]:
    """Undecrypted events of these rooms or accounts.

    An event is kept as the network gave it, and names its sender openly.
    """
    senders = [each.partition(":")[2] for each in traces if ":@" in each]
    written = (
        _sealed.c.ciphertext.contains(f'"sender": {json.dumps(each)}', autoescape=True)
        for each in senders
    )
    return or_(_sealed.c.room.in_(traces), *written)
