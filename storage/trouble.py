"""Trouble of the database itself, told apart from the fault of one statement.

Drivers call both an `OperationalError`; only the first kind is worth trying again as it is.
"""

import errno
import sqlite3
from collections.abc import Callable

from sqlalchemy import Connection, Engine, event, text
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import TimeoutError as NoConnectionLeft


class DatabaseAway(Exception):
    """The database does not answer. Is it running, is its address right, is it locked?"""

    word = "database"
    """Its name in `/healthz`."""


class DatabaseFull(DatabaseAway):
    """The disk is full. Free some space: Terreau then goes on, and no message is lost."""

    word = "disk full"


class DatabaseReadOnly(DatabaseAway):
    """The database can be read but not written. Let Terreau's account write to it."""

    word = "database read-only"


class DatabaseDamaged(DatabaseAway):
    """The database is damaged. Stop Terreau, keep a copy aside, and restore the last backup."""

    word = "database damaged"


class DatabaseNotOpened(DatabaseAway):
    """The database's file cannot be opened. Does its folder exist, may Terreau write there?"""

    word = "database not opened"


class DiskFails(DatabaseAway):
    """The disk of the database gives errors. The system's log says more."""

    word = "disk errors"


class TookTooLong(DatabaseAway):
    """A statement took too long. Is the machine of the database overloaded?"""


class LockHeld(DatabaseAway):
    """Something else holds rows or tables of the database. End it: what needs them goes on then."""

    word = "database locked"


class OnlyRead(RuntimeError):
    """A unit of work that only reads was to change something."""


def sentence_of(trouble: BaseException) -> str:
    """The problem and its solution, for the operator."""
    kind = type(trouble) if isinstance(trouble, DatabaseAway) else DatabaseAway
    return str(kind.__doc__)


DATABASE_TROUBLE = (DatabaseAway, NoConnectionLeft)
"""Never the fault of the message in hand, but for `TookTooLong`."""

# A code is looked up whole, then by its first byte: SQLite's are detailed in the others.
_SQLITE: dict[int, type[DatabaseAway]] = {
    sqlite3.SQLITE_BUSY: DatabaseAway,
    sqlite3.SQLITE_LOCKED: DatabaseAway,
    sqlite3.SQLITE_NOMEM: DatabaseAway,
    sqlite3.SQLITE_INTERRUPT: DatabaseAway,
    sqlite3.SQLITE_PROTOCOL: DatabaseAway,
    sqlite3.SQLITE_FULL: DatabaseFull,
    sqlite3.SQLITE_IOERR_SHMSIZE: DatabaseFull,  # no room for the index of its journal
    sqlite3.SQLITE_READONLY: DatabaseReadOnly,
    sqlite3.SQLITE_CORRUPT: DatabaseDamaged,
    sqlite3.SQLITE_NOTADB: DatabaseDamaged,
    sqlite3.SQLITE_CANTOPEN: DatabaseNotOpened,
    sqlite3.SQLITE_IOERR: DiskFails,
}
# A state is looked up whole, then by its class: lost connections, deadlocks, a lack of means, an
# operator, the system; a lock not had; a standby.
_READ_ONLY = "25006"
_POSTGRESQL: dict[str, type[DatabaseAway]] = {
    "08": DatabaseAway,
    "40": DatabaseAway,
    "53": DatabaseAway,
    "57": DatabaseAway,
    "58": DatabaseAway,
    "55P03": LockHeld,
    "57014": TookTooLong,
    "53100": DatabaseFull,
    _READ_ONLY: DatabaseReadOnly,
    "XX001": DatabaseDamaged,
    "XX002": DatabaseDamaged,
    "58030": DiskFails,
    "58P01": DatabaseDamaged,  # a file of the server's is gone
}
_SYSTEM = {
    errno.ENOSPC: DatabaseFull,
    errno.EDQUOT: DatabaseFull,
    errno.EROFS: DatabaseReadOnly,
    errno.EACCES: DatabaseReadOnly,
    errno.EIO: DiskFails,
}
ONLY_READS = "only_reads"
"""The option of an engine through which nothing may be changed."""


def tell_trouble(engine: Engine, note: Callable[[DatabaseAway], None] | None = None) -> None:
    """Make the engine raise its kind of trouble for errors no statement caused; `note` each."""

    def told_apart(context: ExceptionContext) -> BaseException | None:
        error = context.original_exception
        was_to_write = (
            getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_READONLY
            or getattr(error, "sqlstate", None) == _READ_ONLY
        )
        if was_to_write and context.engine and only_reads(context.engine):
            return OnlyRead()
        kind = kind_of(error) or (DatabaseAway if context.is_disconnect else None)
        if kind is None:
            return None
        trouble = kind(str(error))
        if note is not None:
            note(trouble)
        return trouble

    event.listen(engine, "handle_error", told_apart, retval=True)


def kind_of(error: BaseException) -> type[DatabaseAway] | None:
    """The kind of trouble behind an error of the driver or the system; None for a bad statement."""
    if isinstance(error, OSError):
        return _SYSTEM.get(error.errno or 0, DatabaseAway)
    code = getattr(error, "sqlite_errorcode", None)
    if code is not None:
        return _SQLITE.get(code) or _SQLITE.get(code & 0xFF)
    state: str | None = getattr(error, "sqlstate", "")
    if state is None:  # psycopg could not even ask
        kinds = {each.__name__ for each in type(error).__mro__}
        return DatabaseAway if kinds & {"OperationalError", "InterfaceError"} else None
    return _POSTGRESQL.get(state) or _POSTGRESQL.get(state[:2])


def check_writable(connection: Connection) -> None:
    """Raise `DatabaseReadOnly` in a transaction of PostgreSQL that may change nothing."""
    if connection.dialect.name == "postgresql":
        refuses = text("SELECT current_setting('transaction_read_only') = 'on'")
        if connection.scalar(refuses):
            raise DatabaseReadOnly


def only_reads(engine: Engine | Connection) -> bool:
    """True if it is the one that reads beside the writer."""
    return ONLY_READS in engine.get_execution_options()
