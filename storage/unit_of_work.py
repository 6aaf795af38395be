"""One transaction on the database."""

import os
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path
from shutil import disk_usage
from time import monotonic
from types import TracebackType
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

from storage.communities import SHARED
from storage.files import Files
from storage.folder import Folder
from storage.outbound import ShownIn, know_cards
from storage.repository import repositories
from storage.restored_backups import ErasureList
from storage.statements import (
    BUSY_MS,
    Changes,
    SharedRows,
    WriteAheadLog,
    execute_plain,
    remember_in,
    tell_refusals,
)
from storage.store import Store
from storage.trouble import (
    DATABASE_TROUBLE,
    ONLY_READS,
    DatabaseAway,
    DatabaseFull,
    DatabaseReadOnly,
    LockHeld,
    OnlyRead,
    TookTooLong,
    check_writable,
    kind_of,
    tell_trouble,
)

__all__ = ["DATABASE_TROUBLE", "Database", "OnlyRead", "Store", "UnitOfWork"]

LINE = {
    "connect_timeout": "5",
    "keepalives_idle": "10",
    "keepalives_interval": "5",
    "keepalives_count": "3",
    "tcp_user_timeout": "20000",
}
"""Time limit of PostgreSQL to accept a connection, and of its silence before it counts as cut."""
LIMITS = {
    "lock_timeout": "5s",
    "statement_timeout": "15s",
    "idle_in_transaction_session_timeout": "60s",
    "tcp_keepalives_idle": "4",
    "tcp_keepalives_interval": "2",
    "tcp_keepalives_count": "3",
}
"""Time limits on PostgreSQL, so that others do not wait for ever: of a wait for a lock, a
statement, the transaction of a process that was stopped, the session of a machine that is gone."""

CACHE_KIB = 32 * 1024
"""The most of an SQLite database that is kept in memory: the names of 100,000 members are."""


LEAST_FREE = 4 * 1024 * 1024
"""Bytes under which a disk counts as full: SQLite writes so many before it takes them in."""
REMEMBERED_SECONDS = 40.0
"""The time for which a trouble is reported: work that waits for its end tries again within less."""


class UnitOfWork:
    """`with database.unit() as store:` commits at the end, and rolls back when anything raises.

    Who is erased in it is listed outside the database before it commits; what lies in `folder` and
    is no more claimed goes after it.
    """

    def __init__(
        self, session: Session, folder: Folder | None, erasures: ErasureList | None
    ) -> None:
        self._session = session
        self._erasures = erasures
        self._store = Store(session, folder)

    def __enter__(self) -> Store:
        return self._store

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if kind is None:
                self._commit()
                if Files in self._store:
                    # What fails is retried at the next sweep.
                    with suppress(OSError, *DATABASE_TROUBLE):
                        self._store[Files].settle()
        finally:
            self._session.close()

    def _commit(self) -> None:
        if self._erasures is None or not self._store.erased:
            self._session.commit()
            return
        self._session.flush()  # refused by the database: not listed
        with self._erasures.listing(self._store.erased):
            self._session.commit()


@contextmanager
def working_on(connection: Connection, shown_in: ShownIn) -> Iterator[Store]:
    """A store within a transaction that the caller commits."""
    with Session(connection, expire_on_commit=False) as session:
        know_cards(session, shown_in)
        yield Store(session)
        session.commit()


class Database:
    """The database at a URL, on a synchronous engine, and the folder of files beside it."""

    def __init__(
        self, url: str, data: Path | None = None, *, erasures: ErasureList | None = None
    ) -> None:
        """Open it; SQLite is set to lose nothing, its driver's own transactions are off.

        Files that people send are kept below `data`. Commands of the terminal
        migrate, save and restore through `engine`, however long they take; units of work write
        through the `writer`.

        SQLite needs `BEGIN IMMEDIATE`: a deferred one that reads, then writes, fails with
        SQLITE_BUSY_SNAPSHOT as soon as another unit wrote. Who is erased is listed in `erasures`.
        """
        repositories()  # registers all tables
        self.url = make_url(url)
        self.data = data
        self.folder = None if data is None else Folder(data)
        self.erasures = erasures
        self.shown_in: ShownIn = {}
        """The cards that show what repositories change: those of all features, once it runs."""
        if self.is_sqlite:
            self.engine = create_engine(
                self.url, hide_parameters=True, connect_args={"check_same_thread": False}
            )
            event.listen(self.engine, "connect", _prepare_sqlite)
            event.listen(self.engine, "begin", _begin_immediate)
            tell_refusals(self.engine)
            self.writer = self.engine
        else:
            self.engine = self._on_postgresql()
            self.writer = self._on_postgresql(pool_size=1, max_overflow=0)
            event.listen(self.writer, "connect", _limit)
            tell_trouble(self.writer, self._note)
        self.changes = Changes()
        self._shared = SharedRows(self.changes, *SHARED)
        for engine in {self.engine, self.writer}:
            self.changes.watch(engine)
            self._shared.watch(engine)
        self.log = WriteAheadLog(self.writer, self.changes)
        self._trouble: tuple[float, DatabaseAway] | None = None
        self.troubles: Counter[str] = Counter()
        """The errors of the database since the start, by what it was."""
        tell_trouble(self.engine, self._note)

    def _on_postgresql(self, **pool: int) -> Engine:
        return create_engine(
            self.url.update_query_dict(LINE | self.url.query),
            hide_parameters=True,
            isolation_level="READ COMMITTED",
            **pool,
        )

    @property
    def is_sqlite(self) -> bool:
        """True if it is an SQLite file."""
        return self.url.get_backend_name() == "sqlite"

    def unit(self) -> UnitOfWork:
        """Begin a unit of work; on PostgreSQL too, all of them share one connection."""
        session = Session(self.writer, expire_on_commit=False)
        self._shared.offer_to(session)
        return self._work_in(session)

    def _work_in(self, session: Session) -> UnitOfWork:
        know_cards(session, self.shown_in)
        remember_in(session)
        return UnitOfWork(session, self.folder, self.erasures)

    def reading(self) -> UnitOfWork:
        """Begin a unit that sees one moment and changes nothing: it holds no writer up.

        What tries to write in it raises `OnlyRead`.
        """
        return self._work_in(Session(self._reader, expire_on_commit=False))

    @cached_property
    def _reader(self) -> Engine:
        if not self.is_sqlite:
            return self.engine.execution_options(
                isolation_level="REPEATABLE READ",
                postgresql_readonly=True,
                **{ONLY_READS: True},
            )
        engine = create_engine(
            self.url,
            hide_parameters=True,
            connect_args={"check_same_thread": False},
            execution_options={ONLY_READS: True},
        )
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "connect", _only_read)
        event.listen(engine, "begin", _begin)
        tell_refusals(engine)
        tell_trouble(engine, self._note)
        return engine

    def check(self) -> None:
        """Raise a `DatabaseAway` where the database cannot be read and written."""
        self.check_disk()
        with self.engine.connect() as connection:
            check_writable(connection)

    def check_disk(self) -> None:
        """Raise `DatabaseFull` or `DatabaseReadOnly` for the disk of the database or the data."""
        folders = [] if self.data is None else [self.data]
        if self.is_sqlite and self.url.database:
            file = Path(self.url.database)
            folders.append(file.parent)
            if file.exists() and not os.access(file, os.W_OK):
                raise DatabaseReadOnly(str(file))
        for folder in filter(Path.exists, folders):
            try:
                left = disk_usage(folder).free
            except OSError as error:
                raise (kind_of(error) or DatabaseAway)(str(error)) from error
            if left < LEAST_FREE:
                raise DatabaseFull(f"{left} bytes are left")

    def recent_trouble(self) -> DatabaseAway | None:
        """Trouble that does not pass by itself, such as a full disk, and that was met lately."""
        if self._trouble is None or monotonic() - self._trouble[0] > REMEMBERED_SECONDS:
            return None
        return self._trouble[1]

    def _note(self, trouble: DatabaseAway) -> None:
        self.troubles[trouble.word] += 1
        if type(trouble) not in {DatabaseAway, LockHeld, TookTooLong}:
            self._trouble = monotonic(), trouble

    def close(self) -> None:
        """Give the connections back."""
        self.writer.dispose()
        self.engine.dispose()
        if "_reader" in vars(self):
            self._reader.dispose()


def _prepare_sqlite(connection: object, _record: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # type: ignore[attr-defined]
    cursor = connection.cursor()  # type: ignore[attr-defined]
    for pragma in (
        *("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={BUSY_MS}"),
        *("secure_delete=ON", f"cache_size=-{CACHE_KIB}"),
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _limit(connection: Any, _record: ConnectionPoolEntry) -> None:  # noqa: ANN401 - the driver's
    for name, value in LIMITS.items():
        connection.execute(f"SET {name} = '{value}'")
    connection.commit()


def _only_read(connection: object, _record: ConnectionPoolEntry) -> None:
    connection.execute("PRAGMA query_only=ON")  # type: ignore[attr-defined]


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")


def _begin_immediate(connection: Connection) -> None:
    execute_plain(connection, "BEGIN IMMEDIATE")
