"""Incoming messages: stored before the network is told, emptied once handled.

Encrypted events whose key is missing wait as ciphertext, and their room is told once.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Executable,
    Index,
    UniqueConstraint,
    bindparam,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.personal_data import RetentionPeriods
from storage.base import Base, BigId, Choice, changed, table
from storage.ownership import Held, Whom, held
from storage.repository import Repository, move_stamps
from storage.retention import Purged, kept_for
from storage.statements import InsertInto, Prepared, insert_into


class InboxState(StrEnum):
    """The state of a row."""

    NEW = "new"
    DONE = "done"
    QUARANTINED = "quarantined"


class InboxRow(Base):
    """One thing received; the key is the network's own (update id, event id)."""

    __tablename__ = "inbox"
    __table_args__ = (
        UniqueConstraint("network", "key"),
        Index("ix_inbox_state", "state", "id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    network: Mapped[str]
    key: Mapped[str]
    room: Mapped[str | None]
    payload: Mapped[dict[str, Any] | None]
    state: Mapped[InboxState] = mapped_column(Choice(InboxState), default=InboxState.NEW)
    attempts: Mapped[int] = mapped_column(default=0)
    failures: Mapped[int] = mapped_column(default=0)
    error: Mapped[str | None]
    received_at: Mapped[datetime]
    done_at: Mapped[datetime | None]


class Position(Base):
    """The position up to which a network was read: Telegram's offset, Matrix's sync token."""

    __tablename__ = "positions"

    network: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[str]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A row that the dispatcher is to handle; `attempts` counts this one too.

    An attempt that neither succeeded nor failed ended with the process.
    """

    id: int
    room: str
    payload: dict[str, Any]
    attempts: int
    failures: int
    received_at: datetime

    @property
    def deaths(self) -> int:
        """The times that the process ended while it was in hand."""
        return self.attempts - 1 - self.failures


_inbox = table(InboxRow)
_NEW_ONES = (
    select(
        *(_inbox.c.id, _inbox.c.room, _inbox.c.payload, _inbox.c.failures, _inbox.c.received_at),
        (_inbox.c.attempts + 1).label("attempts"),
    )
    .where(_inbox.c.state == InboxState.NEW)
    .order_by(_inbox.c.id)
)
_WAITING = Prepared(_NEW_ONES.limit(bindparam("most")))
_EMPTY = {"payload": None, "room": None}
_THIS = _inbox.c.id == bindparam("row_id")
_ATTEMPT = Prepared(
    update(_inbox).where(_THIS).values(attempts=_inbox.c.attempts + bindparam("by"))
)
_DONE = Prepared(
    update(_inbox).where(_THIS).values(state=InboxState.DONE, done_at=bindparam("at"), **_EMPTY)
)


def _receive(insert_into: InsertInto) -> Executable:
    return insert_into(_inbox).on_conflict_do_nothing()


def _advance_statement(insert_into: InsertInto) -> Executable:
    new = insert_into(table(Position))
    return new.on_conflict_do_update(
        index_elements=["network"], set_={"position": new.excluded.position}
    )


_RECEIVE = Prepared(
    _receive,
    *("network", "key", "room", "payload", "state", "attempts", "failures", "received_at"),
)
_RECEIVE_HANDLED = Prepared(
    lambda insert_into: insert_into(_inbox).on_conflict_do_nothing().returning(_inbox.c.id),
    *("network", "key", "state", "attempts", "failures", "received_at", "done_at"),
)
_ADVANCE = Prepared(_advance_statement, "network", "position")


class Inbox(Repository):
    """The rows received and not forgotten yet."""

    def receive(
        self, network: str, arrivals: Iterable[tuple[str, str, dict[str, Any]]], at: datetime
    ) -> None:
        """Keep `(key, room, payload)` in order; a key already known is passed over."""
        rows = [
            {
                "network": network,
                "key": key,
                "room": room,
                "payload": payload,
                "state": InboxState.NEW,
                "attempts": 0,
                "failures": 0,
                "received_at": at,
            }
            for key, room, payload in arrivals
        ]
        if rows:
            _RECEIVE.run(self._session, *rows)

    def receive_handled(
        self, network: str, key: str, room: str, payload: dict[str, Any], at: datetime
    ) -> Waiting | None:
        """Keep a message that is handled in the same commit: its key alone.

        Gives the row to handle; None for a key already known.
        """
        row = _RECEIVE_HANDLED.first(
            self._session,
            network=network,
            key=key,
            state=InboxState.DONE,
            attempts=1,
            failures=0,
            received_at=at,
            done_at=at,
        )
        if row is None:
            return None
        return Waiting(row["id"], room, payload, attempts=1, failures=0, received_at=at)

    def count_since(self, moment: datetime) -> int:
        """Count what was received after a moment and is not forgotten yet."""
        later = select(func.count()).where(InboxRow.received_at > moment)
        return self._session.scalar(later) or 0

    def set_aside(
        self, network: str, key: str, payload: dict[str, Any] | None, at: datetime
    ) -> None:
        """Keep what could not even be read, so that a person may look at it."""
        known = select(InboxRow.id).where(InboxRow.network == network, InboxRow.key == key)
        if self._session.scalar(known) is None:
            self._session.execute(
                insert(InboxRow).values(
                    network=network,
                    key=key,
                    payload=payload,
                    state=InboxState.QUARANTINED,
                    attempts=0,
                    failures=0,
                    error="unreadable",
                    received_at=at,
                    done_at=at,
                )
            )

    def position(self, network: str) -> str | None:
        """The position up to which this network was read."""
        row = self._session.get(Position, network)
        return None if row is None else row.position

    def advance(self, network: str, position: str) -> None:
        """Keep the position of this network, in one commit with the messages up to it."""
        _ADVANCE.run(self._session, {"network": network, "position": position})

    def waiting(self, most: int, *, without: Collection[int] = ()) -> Sequence[Waiting]:
        """The next rows to handle, in the order in which they came, except `without`."""
        if not without:
            return [Waiting(**row) for row in _WAITING.rows(self._session, most=most)]
        return self._values(Waiting, _NEW_ONES.where(_inbox.c.id.not_in(without)).limit(most))

    def still_waiting(self, ids: Collection[int]) -> Sequence[Waiting]:
        """The rows with these ids that are still unhandled."""
        return self._values(Waiting, _NEW_ONES.where(_inbox.c.id.in_(ids)))

    def attempt(self, ids: Sequence[int], by: int = 1) -> None:
        """Count an attempt, or take one back that was not made."""
        if ids:
            _ATTEMPT.run(self._session, *({"row_id": each, "by": by} for each in ids))

    def failed(self, row_id: int) -> None:
        """Count that an attempt failed, the process being alive to tell."""
        self._session.execute(
            update(_inbox).where(_inbox.c.id == row_id).values(failures=_inbox.c.failures + 1)
        )

    def done(self, ids: Sequence[int], at: datetime) -> None:
        """Mark rows as handled; the key stays, the words go."""
        if ids:
            _DONE.run(self._session, *({"row_id": each, "at": at} for each in ids))

    def quarantine(self, row_id: int, error: str, at: datetime, *, emptied: bool = False) -> None:
        """Give up on a row; its payload stays until it is purged, unless it is to be `emptied`."""
        values = _EMPTY if emptied else {}
        self._session.execute(
            update(_inbox)
            .where(_inbox.c.id == row_id)
            .values(state=InboxState.QUARANTINED, error=error, done_at=at, **values)
        )

    def held_of(self, whom: Whom) -> Iterator[Held]:
        """A person's messages that wait or could not be handled."""
        full = _inbox.c.state.in_([InboxState.NEW, InboxState.QUARANTINED])
        kept = self._session.execute(select(_inbox.c.id, _inbox.c.payload).where(full))
        theirs = [
            row.id for row in kept if row.payload and row.payload.get("sender") in whom.accounts
        ]
        yield from held(self._session, InboxRow, _inbox.c.id.in_(theirs))

    def forget(self, senders: Collection[str]) -> None:
        """Empty the quarantined rows of these accounts, and of replies to their words."""
        kept = self._session.execute(
            select(_inbox.c.id, _inbox.c.payload).where(
                _inbox.c.state == InboxState.QUARANTINED, _inbox.c.payload.is_not(None)
            )
        )
        theirs = [row.id for row in kept if row.payload and _has_words_of(row.payload, senders)]
        self._session.execute(update(_inbox).where(_inbox.c.id.in_(theirs)).values(**_EMPTY))

    def restored(self, now: datetime) -> None:
        """Take what waited as handled, for it was answered since, and read on from now.

        Telegram gives again what it was not told to forget, whatever the position is.
        """
        self._session.execute(
            update(_inbox)
            .where(_inbox.c.state == InboxState.NEW)
            .values(state=InboxState.DONE, done_at=now, **_EMPTY)
        )
        self._session.execute(delete(Position))

    def count(self, state: InboxState) -> int:
        """The number of rows in this state."""
        counted = select(func.count()).where(_inbox.c.state == state)
        return self._session.scalar(counted) or 0

    def oldest_waiting(self) -> datetime | None:
        """When the oldest unhandled row was received."""
        return self._session.scalar(
            select(func.min(InboxRow.received_at)).where(InboxRow.state == InboxState.NEW)
        )

    def newest(self) -> datetime | None:
        """Arrival time of the latest row."""
        last = select(_inbox.c.received_at).order_by(_inbox.c.id.desc()).limit(1)
        return self._session.scalar(last)

    def clock_set_back(self, by: timedelta, now: datetime) -> None:
        """Rows were received and handled before now."""
        move_stamps(self._session, InboxRow.received_at, by, now)
        move_stamps(self._session, InboxRow.done_at, by, now)

    def purge(self, now: datetime, ages: RetentionPeriods) -> Iterable[Purged]:
        """Empty rows that were set aside long ago; delete keys that no network repeats any more."""
        set_aside, received = now - ages.set_aside, now - ages.received
        old = delete(_inbox).where(_inbox.c.state != InboxState.NEW, _inbox.c.done_at < received)
        return [
            Purged("inbox.payload", set_aside, self._empty(set_aside)),
            Purged("inbox", received, changed(self._session, old)),
        ]

    def _empty(self, before: datetime) -> int:
        return changed(
            self._session,
            update(_inbox)
            .where(
                _inbox.c.state == InboxState.QUARANTINED,
                _inbox.c.payload.is_not(None),
                _inbox.c.done_at < before,
            )
            .values(**_EMPTY),
        )


def _has_words_of(payload: dict[str, Any], accounts: Collection[str]) -> bool:
    """True if one of these accounts wrote a message, or the one that it answers."""
    _, author, *_ = payload.get("answered", (None, None))
    return payload.get("sender") in accounts or author in accounts


WAITS_FOR_KEY = timedelta(days=7)
"""The time for which an undecrypted message waits for its key."""


class UndecryptedRow(Base):
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
class UntoldEvents:
    """Undecrypted events of a room not told yet: how many, and since when."""

    room: str
    count: int
    since: datetime


_undecrypted = table(UndecryptedRow)


class UndecryptedEvents(Repository):
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
                insert_into(self._session, UndecryptedRow).on_conflict_do_nothing(), rows
            )

    def open(self, network: str, keys: Collection[str]) -> None:
        """Take events out of the wait: they can be read now."""
        if keys:
            self._session.execute(
                update(_undecrypted)
                .where(_undecrypted.c.network == network, _undecrypted.c.key.in_(keys))
                .values(ciphertext=None)
            )

    def waiting(self, network: str) -> Sequence[tuple[str, str, str]]:
        """Undecrypted events, oldest first: `(key, room, ciphertext)`."""
        rows = self._session.execute(
            select(_undecrypted.c.key, _undecrypted.c.room, _undecrypted.c.ciphertext)
            .where(_undecrypted.c.network == network, _undecrypted.c.ciphertext.is_not(None))
            .order_by(_undecrypted.c.id)
        )
        return [(key, room, ciphertext) for key, room, ciphertext in rows]

    def untold(self) -> Sequence[UntoldEvents]:
        """Rooms to be told of undecrypted events, the longest waiting first."""
        rows = self._session.execute(
            select(_undecrypted.c.room, func.count(), func.min(_undecrypted.c.received_at))
            .where(_undecrypted.c.ciphertext.is_not(None), _undecrypted.c.told_at.is_(None))
            .group_by(_undecrypted.c.room)
            .order_by(func.min(_undecrypted.c.id))
        )
        return [UntoldEvents(room, count, since) for room, count, since in rows]

    def told_since(self, start: datetime) -> set[str]:
        """The rooms that were told of something since then."""
        return set(
            self._session.scalars(
                select(_undecrypted.c.room).where(_undecrypted.c.told_at > start).distinct()
            )
        )

    def tell(self, rooms: Collection[str], at: datetime) -> None:
        """Note that these rooms know of all that waits there."""
        self._session.execute(
            update(_undecrypted)
            .where(
                _undecrypted.c.room.in_(rooms),
                _undecrypted.c.ciphertext.is_not(None),
                _undecrypted.c.told_at.is_(None),
            )
            .values(told_at=at)
        )

    def clock_set_back(self, by: timedelta, now: datetime) -> None:
        """A room is told again a day after it was told."""
        move_stamps(self._session, UndecryptedRow.received_at, by, now)
        move_stamps(self._session, UndecryptedRow.told_at, by, now)

    def held_of(self, whom: Whom) -> Iterator[Held]:
        """A person's undecrypted events, in private and in shared rooms."""
        yield from held(self._session, UndecryptedRow, _is_of(whom.traces))

    def forget(self, traces: Collection[str]) -> None:
        """Forget events that wait in a person's direct rooms, and their own in others."""
        self._session.execute(delete(_undecrypted).where(_is_of(traces)))

    def restored(self, _now: datetime) -> None:
        """Wait for no key any more: they were for a device that is given up."""
        self._session.execute(update(_undecrypted).values(ciphertext=None))

    def lose_room(self, room: str, _why: str, _at: datetime) -> None:
        """Forget what waits in a room that is dead, its topics included."""
        topics = _undecrypted.c.room.startswith(f"{room}/", autoescape=True)
        self._session.execute(delete(_undecrypted).where(or_(_undecrypted.c.room == room, topics)))

    def count(self) -> int:
        """The number of events that wait for their key."""
        counted = select(func.count()).where(_undecrypted.c.ciphertext.is_not(None))
        return self._session.scalar(counted) or 0


def _is_of(traces: Collection[str]) -> ColumnElement[bool]:
    """Undecrypted events of these rooms or accounts.

    An event is kept as the network gave it, and names its sender openly.
    """
    senders = [each.partition(":")[2] for each in traces if ":@" in each]
    written = (
        _undecrypted.c.ciphertext.contains(f'"sender": {json.dumps(each)}', autoescape=True)
        for each in senders
    )
    return or_(_undecrypted.c.room.in_(traces), *written)
