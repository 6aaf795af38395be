"""One transaction and the repositories that work in it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cached_property
from types import TracebackType
from typing import Protocol, runtime_checkable

from sqlalchemy import Connection, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

from storage.audit import Audit
from storage.cards import Cards
from storage.communities import Communities, RoomKind
from storage.departures import Departures
from storage.digests import Digests
from storage.forms import Forms
from storage.inbox import Inbox
from storage.letters import Letters
from storage.links import Links
from storage.mailings import Mailings
from storage.members import Member, Members
from storage.merging import lock, merge_members
from storage.news import NewsItems
from storage.outbox import Outbox
from storage.paces import Paces
from storage.polls import Polls
from storage.presses import Presses
from storage.schedules import Schedules
from storage.sealed import SealedEvents
from storage.trouble import DATABASE_TROUBLE, tell_trouble

__all__ = ["DATABASE_TROUBLE", "Database", "Store", "UnitOfWork"]

CONNECT_SECONDS = "5"
"""How long a PostgreSQL may take to answer the door."""


@runtime_checkable
class Erasing(Protocol):
    """A repository that keeps things of members."""

    def erase(self, member_id: int) -> None:
        """Forget a person, or untie from them what must stay."""


class Store:
    """A unit of work: what is read and written through it is committed whole or not at all."""

    def __init__(self, session: Session) -> None:
        self._session = session

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """Undo what is done inside, and only that, when it raises."""
        with self._session.begin_nested():
            yield

    @contextmanager
    def refusable(self) -> Iterator[None]:
        """The same inside a savepoint, for a fraction of its cost: for what is often refused.

        A plain SAVEPOINT: the session's own cost as much as the rest of a vote. After a rollback
        all objects are let go, since they may tell what was undone. What the database itself
        refused has ended whatever was begun around this one: see `is_whole`.
        """
        self._session.flush()
        connection = self._session.connection()
        connection.exec_driver_sql("SAVEPOINT refusable")
        try:
            yield
            self._session.flush()
        except BaseException:
            if self._session.is_active:
                self._session.expunge_all()
                vars(self).pop("communities", None)  # which holds some of them
                connection.exec_driver_sql("ROLLBACK TO SAVEPOINT refusable")
                connection.exec_driver_sql("RELEASE SAVEPOINT refusable")
            raise
        else:
            connection.exec_driver_sql("RELEASE SAVEPOINT refusable")

    @property
    def is_whole(self) -> bool:
        """Whether this unit can go on; not after the database refused something in `refusable`."""
        return self._session.is_active

    def flush(self) -> None:
        """Send what was changed to the database, so that its errors come here."""
        self._session.flush()

    def lose_room(self, address: str, why: str, at: datetime) -> bool:
        """A room is dead: nothing more is sent there; True when this is news."""
        self.outbox.lose_room(address, why, at)
        self.cards.lose_room(address)
        self.sealed.lose_room(address)
        return self.communities.lose_room(address, why, at)

    def move_room(self, old: str, new: str) -> None:
        """A room has a new address: what waits for it goes there.

        A person is an address too, until a direct room with them is found or made.
        """
        self.communities.move_room(old, new)
        if self.members.move_direct(old, new) and self.communities.room(new) is None:
            self.communities.put_room(new, RoomKind.DIRECT, None)
        self.forms.move_room(old, new)
        self.outbox.move_room(old, new)
        self.cards.move_room(old, new)

    def erase(self, member: Member) -> None:
        """Forget a person, in every community, by whichever account.

        Each feature's repository says with `erase(member_id)` what becomes of what it keeps. The
        audit keeps acts without their actor. A cultivator's address stays: it is the operator's.
        """
        accounts = self.members.identities(member)
        addresses = {account.address for account in accounts}
        rooms = addresses | {account.direct for account in accounts if account.direct}
        lock(self._session, member.id)
        for repository in self._features():
            repository.erase(member.id)
        self.links.erase(member.id, addresses)
        self.outbox.forget(member.id, rooms)
        self.cards.forget(rooms)
        self.forms.forget(rooms)
        self.departures.forget(rooms)
        self.inbox.forget(addresses)
        self.sealed.forget(rooms)
        self.presses.forget(addresses)
        self.audit.forget(addresses)
        self.communities.forget(rooms)
        self.members.erase(member.id)

    def _features(self) -> Iterator[Erasing]:
        """The repositories of features, which keep things of members."""
        for name, kept in vars(Store).items():
            if isinstance(kept, cached_property) and name not in {"links", "members"}:
                repository = getattr(self, name)
                if isinstance(repository, Erasing):
                    yield repository

    def merge(self, kept: Member, gone: Member) -> None:
        """Two members are one person: `kept` gets all that is of `gone`, who is no more."""
        lock(self._session, kept.id, gone.id)
        self.links.merge(kept.id, gone.id)
        self.letters.merge(kept.id, gone.id)
        self.news.merge(kept.id, gone.id)
        self.digests.merge(kept.id, gone.id)
        self.polls.merge(kept.id, gone.id)
        self.outbox.merge(kept.id, gone.id)
        merge_members(self._session, kept.id, gone.id)

    @cached_property
    def audit(self) -> Audit:
        return Audit(self._session)

    @cached_property
    def cards(self) -> Cards:
        return Cards(self._session)

    @cached_property
    def communities(self) -> Communities:
        return Communities(self._session)

    @cached_property
    def departures(self) -> Departures:
        return Departures(self._session)

    @cached_property
    def digests(self) -> Digests:
        return Digests(self._session)

    @cached_property
    def forms(self) -> Forms:
        return Forms(self._session)

    @cached_property
    def inbox(self) -> Inbox:
        return Inbox(self._session)

    @cached_property
    def letters(self) -> Letters:
        return Letters(self._session)

    @cached_property
    def links(self) -> Links:
        return Links(self._session)

    @cached_property
    def mailings(self) -> Mailings:
        return Mailings(self._session)

    @cached_property
    def members(self) -> Members:
        return Members(self._session)

    @cached_property
    def news(self) -> NewsItems:
        return NewsItems(self._session)

    @cached_property
    def outbox(self) -> Outbox:
        return Outbox(self._session)

    @cached_property
    def paces(self) -> Paces:
        return Paces(self._session)

    @cached_property
    def polls(self) -> Polls:
        return Polls(self._session)

    @cached_property
    def presses(self) -> Presses:
        return Presses(self._session)

    @cached_property
    def schedules(self) -> Schedules:
        return Schedules(self._session)

    @cached_property
    def sealed(self) -> SealedEvents:
        return SealedEvents(self._session)


class UnitOfWork:
    """`with database.unit() as store:` commits at the end, and rolls back when anything raises."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def __enter__(self) -> Store:
        return Store(self._session)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if kind is None:
                self._session.commit()
        finally:
            self._session.close()


class Database:
    """The database at a URL, on a synchronous engine."""

    def __init__(self, url: str) -> None:
        """Open it; SQLite is set to lose nothing, its driver's own transactions are off.

        SQLite needs `BEGIN IMMEDIATE`: a deferred one that reads, then writes, fails with
        SQLITE_BUSY_SNAPSHOT as soon as somebody else wrote.
        """
        self.url = make_url(url)
        if self.is_sqlite:
            self.engine = create_engine(
                self.url, hide_parameters=True, connect_args={"check_same_thread": False}
            )
            event.listen(self.engine, "connect", _prepare_sqlite)
            event.listen(self.engine, "begin", _begin_immediate)
        else:
            self.engine = create_engine(
                self.url.update_query_dict({"connect_timeout": CONNECT_SECONDS} | self.url.query),
                hide_parameters=True,
                isolation_level="READ COMMITTED",
            )
        tell_trouble(self.engine)

    @property
    def is_sqlite(self) -> bool:
        """Whether one writer at a time is all that the database bears."""
        return self.url.get_backend_name() == "sqlite"

    def unit(self) -> UnitOfWork:
        """Begin a unit of work."""
        return UnitOfWork(Session(self.engine, expire_on_commit=False))

    def answers(self) -> bool:
        """Whether the database can be read."""
        try:
            with self.engine.connect() as connection:
                connection.execute(text("SELECT 1"))
        except DATABASE_TROUBLE:
            return False
        return True

    def close(self) -> None:
        """Give the connections back."""
        self.engine.dispose()


def _prepare_sqlite(connection: object, _record: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # type: ignore[attr-defined]
    cursor = connection.cursor()  # type: ignore[attr-defined]
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=5000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
