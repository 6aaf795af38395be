"""Who works on a database: those who run on it, or one who replaces it, never both.

The operating system, or PostgreSQL, lets go of whatever a process held when it dies.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import event, text

from storage.trouble import DatabaseAway, DatabaseNotOpened, kind_of
from storage.unit_of_work import Database

_KEY = 0x7465727265617500
"""Ours among PostgreSQL's advisory locks: « terreau » in ASCII."""


class InUse(RuntimeError):
    """Another Terreau works on this database."""


@contextmanager
def running_on(database: Database) -> Iterator[None]:
    """Run on a database: on SQLite nobody else does, and nowhere is it replaced meanwhile.

    Raises `InUse`. Each connection to PostgreSQL holds its share, also those made after a restart
    of the server.
    """
    if database.is_sqlite:
        with _file_held(database):
            yield
        return

    def share(connection: Any, _record: object) -> None:  # noqa: ANN401 - the driver's
        asked = "SELECT pg_try_advisory_lock_shared(%s)"
        held = connection.execute(asked, [_KEY]).fetchone()[0]
        connection.commit()
        if not held:
            raise DatabaseAway("it is being replaced") from InUse()

    event.listen(database.engine, "connect", share)
    try:
        database.engine.connect().close()
        yield
    except DatabaseAway as error:
        if isinstance(error.__cause__, InUse):
            raise error.__cause__ from None
        raise
    finally:
        event.remove(database.engine, "connect", share)


@contextmanager
def alone_on(database: Database) -> Iterator[None]:
    """Be the only one who works on a database; raises `InUse`."""
    if database.is_sqlite:
        with _file_held(database):
            yield
        return
    with database.engine.connect() as connection:
        asked = text("SELECT pg_try_advisory_lock(:key)")
        if not connection.scalar(asked, {"key": _KEY}):
            raise InUse
        connection.commit()
        try:
            yield
        finally:
            connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": _KEY})
            connection.commit()


def lock_file(database: Database) -> Path:
    """What is held beside a database of SQLite."""
    return Path(f"{database.url.database}.lock")


@contextmanager
def _file_held(database: Database) -> Iterator[None]:
    """Hold a file as SQLite itself holds its own: on every system, as long as the process lives."""
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
