"""The lock of a database: only one process at a time runs on it or replaces it.

The operating system, or PostgreSQL, lets go of whatever a process held when it dies.
"""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy import event, text
from sqlalchemy.pool import PoolProxiedConnection

from storage.trouble import DatabaseAway, DatabaseNotOpened, kind_of
from storage.unit_of_work import Database

_KEY = 0x7465727265617500
"""Ours among PostgreSQL's advisory locks: « terreau » in ASCII."""
_PATIENCE = 5.0
"""Seconds within which PostgreSQL notices that a process that held the lock is dead."""
_LOOK_EVERY = 0.1
_LOOKS = 10
"""The number of checks for a pooler: by chance it may lend the same sessions again."""
_PROCESS = "process"
"""The setting that names the process which had the lock last."""
_LATEST = "SELECT value FROM applied_settings WHERE key = %s"
_PUT = """
INSERT INTO applied_settings (key, value) VALUES (%s, %s)
ON CONFLICT (key) DO UPDATE SET value = excluded.value
"""
_END_SESSION = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid = %s AND backend_start = %s
"""


class InUse(RuntimeError):
    """Another Terreau works on this database."""


class SharedConnections(RuntimeError):
    """A pooler in transaction mode stands before the database: no lock holds through it."""


@contextmanager
def running_on(database: Database) -> Iterator[None]:
    """Run on a database that has its tables, as the only process.

    Raises `InUse` and `SharedConnections`. On PostgreSQL the lock is a session's, and the session
    is the one through which the writer commits: without the lock nothing can be committed. A
    session that was lost is opened again, if nobody else has had the lock meanwhile; else what
    is to be written raises `InUse`.
    """
    if database.is_sqlite:
        with _file_held(database):
            yield
        return
    _check_line(database)
    session = _Session()
    event.listen(database.writer, "connect", session.lock)
    try:
        database.writer.connect().close()
        yield
    finally:
        event.remove(database.writer, "connect", session.lock)


class _Session:
    """The writer's session on PostgreSQL, which holds the lock; the latest one, if one was lost.

    Between two of them another process may have come and gone, so that what this one has in memory
    is old: the name of the process that holds the lock is kept in the database.
    """

    def __init__(self) -> None:
        self._name = uuid4().hex
        self._known: tuple[Any, ...] | None = None
        self._is_lost = False

    def lock(self, connection: Any, _record: object) -> None:  # noqa: ANN401 - the driver's
        """Take the lock as soon as the connection is made."""
        if self._is_lost or not self._is_had(connection) or not self._is_ours(connection):
            self._is_lost = True
            connection.close()
            raise InUse
        own = "SELECT pid, backend_start FROM pg_stat_activity WHERE pid = pg_backend_pid()"
        self._known = _one(connection, own)

    def _is_had(self, connection: Any) -> bool:  # noqa: ANN401
        until = time.monotonic() + _PATIENCE
        while not _one(connection, "SELECT pg_try_advisory_lock(%s)", _KEY)[0]:
            if time.monotonic() > until:
                return False
            if self._known is not None:  # a connection that broke here may not have ended there
                connection.execute(_END_SESSION, self._known)
                connection.commit()
            time.sleep(_LOOK_EVERY)
        return True

    def _is_ours(self, connection: Any) -> bool:  # noqa: ANN401
        """True if no other process had the lock since we took it."""
        if self._known is not None:
            return _one(connection, _LATEST, _PROCESS) == (self._name,)
        connection.execute(_PUT, (_PROCESS, self._name))
        connection.commit()
        return True


def _one(connection: Any, query: str, *values: object) -> tuple[Any, ...]:  # noqa: ANN401
    row: tuple[Any, ...] = connection.execute(query, values).fetchone()
    connection.commit()
    return row


def _check_line(database: Database) -> None:
    if shares_connections(database):
        raise SharedConnections


def shares_connections(database: Database) -> bool:
    """True if a pooler in transaction mode shares a connection's session; raises `DatabaseAway`."""
    if database.is_sqlite:
        return False
    with database.engine.connect() as one, database.engine.connect() as other, _told_apart():
        return any(_is_shared(one.connection, other.connection) for _ in range(_LOOKS))


@contextmanager
def _told_apart() -> Iterator[None]:
    """Raise the database's kind of trouble, which SQLAlchemy does not see here."""
    try:
        yield
    except Exception as error:
        kind = kind_of(error)
        if kind is None:
            raise
        raise kind(str(error)) from error


def _is_shared(one: PoolProxiedConnection, other: PoolProxiedConnection) -> bool:
    """True if a connection's session changes between transactions, or is the other's too."""
    first, again, others = (_session_of(each) for each in (one, one, other))
    return again != first or others == first


def _session_of(connection: Any) -> int:  # noqa: ANN401 - the driver's
    # Prepared, it would fail as soon as the session is another's.
    row = connection.execute("SELECT pg_backend_pid()", prepare=False).fetchone()
    connection.commit()
    return int(row[0])


@contextmanager
def alone_on(database: Database) -> Iterator[None]:
    """Hold the lock of a database; raises `InUse` and `SharedConnections`."""
    if database.is_sqlite:
        with _file_held(database):
            yield
        return
    _check_line(database)
    with database.engine.connect() as connection:
        asked = text("SELECT pg_try_advisory_lock(:key)")
        until = time.monotonic() + _PATIENCE
        while not connection.scalar(asked, {"key": _KEY}):
            if time.monotonic() > until:
                raise InUse
            connection.rollback()
            time.sleep(_LOOK_EVERY)
        connection.commit()
        try:
            yield
        finally:
            connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": _KEY})
            connection.commit()


def is_in_use(database: Database) -> bool:
    """True if a Terreau runs on this database now. Does not wait, and creates nothing."""
    if not database.is_sqlite:
        with database.engine.connect() as connection:
            asked = text("SELECT pg_try_advisory_xact_lock(:key)")
            return not connection.scalar(asked, {"key": _KEY})
    if not database.url.database or not lock_file(database).exists():
        return False
    try:
        with _file_held(database):
            return False
    except InUse:
        return True


def lock_file(database: Database) -> Path:
    """The lock file beside an SQLite database."""
    return Path(f"{database.url.database}.lock")


@contextmanager
def _file_held(database: Database) -> Iterator[None]:
    """Lock a file as SQLite does, which works on every system and ends with the process."""
    if not database.url.database:  # in memory: nobody else can
        yield
        return
    try:
        held = sqlite3.connect(lock_file(database), timeout=0, isolation_level=None)
    except sqlite3.Error as error:
        raise _trouble(database, error) from error
    with closing(held):
        try:
            held.execute("BEGIN EXCLUSIVE")
        except sqlite3.Error as error:
            if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY:
                raise InUse from None
            raise _trouble(database, error) from error
        yield


def _trouble(database: Database, error: sqlite3.Error) -> DatabaseAway:
    kind = kind_of(error) or DatabaseAway
    if kind is DatabaseNotOpened:
        database.check_disk()  # which knows it better, where nothing can be written
    return kind(str(error))
