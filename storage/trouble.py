"""Trouble of the database itself, told apart from the fault of one statement.

Drivers call both an `OperationalError`; only the first kind is worth trying again as it is.
"""

import sqlite3

from sqlalchemy import Engine, event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import TimeoutError as NoConnectionLeft


class DatabaseAway(Exception):
    """The database is away, locked, full or in a deadlock."""


class OnlyRead(RuntimeError):
    """A unit of work that only reads was to change something."""


DATABASE_TROUBLE = (DatabaseAway, NoConnectionLeft)
"""Never the fault of the message in hand."""

_SQLITE = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_INTERRUPT,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PROTOCOL,
        sqlite3.SQLITE_NOTADB,
    }
)
# Lost connections, deadlocks, a lack of means, an operator, the disk; a lock not had; a standby.
_READ_ONLY = "25006"
_POSTGRESQL = ("08", "40", "53", "57", "58", "55P03", _READ_ONLY)
ONLY_READS = "only_reads"
"""The option of an engine through which nothing may be changed."""


def tell_trouble(engine: Engine) -> None:
    """Let the engine raise `DatabaseAway` for what is no statement's fault."""
    event.listen(engine, "handle_error", _told_apart, retval=True)


def _told_apart(context: ExceptionContext) -> BaseException | None:
    error = context.original_exception
    if _was_to_write(error) and context.engine and _only_reads(context.engine):
        return OnlyRead()
    if context.is_disconnect or _is_trouble(error):
        return DatabaseAway(str(error))
    return None


def _was_to_write(error: BaseException) -> bool:
    if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_READONLY:
        return True
    return getattr(error, "sqlstate", None) == _READ_ONLY


def _only_reads(engine: Engine) -> bool:
    return ONLY_READS in engine.get_execution_options()


def _is_trouble(error: BaseException) -> bool:
    code = getattr(error, "sqlite_errorcode", None)
    if code is not None:
        return code & 0xFF in _SQLITE
    state = getattr(error, "sqlstate", "")
    if state is None:  # psycopg could not even ask
        return type(error).__name__ in ("OperationalError", "InterfaceError")
    return state.startswith(_POSTGRESQL)
