"""Replace a database atomically; keep the old one as a backup."""

import errno
import os
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import Connection, func, inspect, select, table

from storage.base import Base
from storage.operations.copies import NOT_DATA
from storage.trouble import DATABASE_TROUBLE
from storage.unit_of_work import Database

_MAGIC = b"SQLite format 3\x00"
_PATIENCE_SECONDS = 30
"""Time limit of the wait for readers of the tables that are moved aside."""
_COMPANIONS = ("-wal", "-shm", "-journal")


class CannotKeepAside(RuntimeError):
    """PostgreSQL does not let this role make the schema that would keep the old tables."""


def is_empty(database: Database) -> bool:
    """True if the database has no rows. An unreadable SQLite file counts as non-empty."""
    if database.is_sqlite:
        file = _file(database)
        if not file.exists() or not file.stat().st_size:
            return True
        if not _is_one(file):
            return False
    try:
        with database.engine.connect() as connection:
            names = set(inspect(connection).get_table_names()) - {NOT_DATA}
            return not any(
                connection.scalar(select(func.count()).select_from(table(name)))
                for name in names & _own_tables()
            )
    except DATABASE_TROUBLE:
        if not database.is_sqlite:
            raise
        return False


@contextmanager
def in_place_of(database: Database, aside: str | None) -> Iterator[Connection]:
    """Fill an empty database in one transaction; on success it replaces the other.

    The old one is kept under the name `aside` (a file beside SQLite's, a schema in PostgreSQL), or
    deleted if there is no name. Raises `CannotKeepAside`.
    """
    made = _file_in_place_of if database.is_sqlite else _tables_in_place_of
    with made(database, aside) as connection:
        yield connection


def kept_at(database: Database, aside: str) -> str:
    """The place where the old database is kept."""
    return str(_path_aside(_file(database), aside)) if database.is_sqlite else aside


def file_of(database: Database) -> Path | None:
    """The file of an SQLite database; files whose names begin with its name are part of it."""
    return _file(database) if database.is_sqlite and database.url.database else None


# SQLite


@contextmanager
def _file_in_place_of(database: Database, aside: str | None) -> Iterator[Connection]:
    file = _file(database)
    beside = _path_with(file, ".restoring")
    _remove(beside)
    new = Database(database.url.set(database=str(beside)).render_as_string(hide_password=False))
    try:
        with new.engine.begin() as connection:
            yield connection
        new.close()  # takes what is in its log into the file
        database.close()
        _swap(beside, file, None if aside is None else _path_aside(file, aside))
    finally:
        new.close()
        _remove(beside)


def _swap(new: Path, file: Path, aside: Path | None) -> None:
    """Replace a file by another, and remove the log of the old one."""
    if file.exists():
        _take_log_in(file)
        if aside is not None:
            _keep(file, aside)
    for end in _COMPANIONS:
        _path_with(file, end).unlink(missing_ok=True)
    new.replace(file)
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _is_one(file: Path) -> bool:
    """True if a file is a database: opening any other file would spoil its log."""
    with file.open("rb") as start:
        return start.read(len(_MAGIC)) == _MAGIC


def _take_log_in(file: Path) -> None:
    """Move into the file what a killed process left in the log, where it can be read."""
    if not _is_one(file):
        return
    old = Database(f"sqlite:///{file}")
    with suppress(*DATABASE_TROUBLE), old.engine.connect() as connection:
        connection.exec_driver_sql("SELECT count(*) FROM sqlite_master")
    old.close()  # the last one out does it


def _keep(file: Path, aside: Path) -> None:
    if aside.exists():
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(aside))
    for end in _COMPANIONS:
        with suppress(FileNotFoundError):
            _path_with(file, end).rename(_path_with(aside, end))
    try:
        os.link(file, aside)  # so that there is a database at each moment
    except OSError:  # not on this file system
        file.rename(aside)


def _remove(file: Path) -> None:
    for end in ("", *_COMPANIONS):
        _path_with(file, end).unlink(missing_ok=True)


def _file(database: Database) -> Path:
    return Path(database.url.database or "")


def _path_aside(file: Path, aside: str) -> Path:
    return _path_with(file, f".{aside}")


def _path_with(file: Path, end: str) -> Path:
    return file.with_name(f"{file.name}{end}")


# PostgreSQL


@contextmanager
def _tables_in_place_of(database: Database, aside: str | None) -> Iterator[Connection]:
    with database.engine.begin() as connection:
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{_PATIENCE_SECONDS}s'")
        names = sorted(set(inspect(connection).get_table_names()) & _own_tables())
        if names and aside is None:
            quote = connection.dialect.identifier_preparer.quote
            connection.exec_driver_sql(f"DROP TABLE {', '.join(map(quote, names))}")
        elif names and aside is not None:
            _move_aside(connection, names, aside)
        yield connection


def _move_aside(connection: Connection, names: Collection[str], aside: str) -> None:
    quote = connection.dialect.identifier_preparer.quote
    allowed = "SELECT has_database_privilege(current_database(), 'CREATE')"
    if not connection.exec_driver_sql(allowed).scalar():
        raise CannotKeepAside
    connection.exec_driver_sql(f"CREATE SCHEMA {quote(aside)}")
    for name in names:
        connection.exec_driver_sql(f"ALTER TABLE {quote(name)} SET SCHEMA {quote(aside)}")


def _own_tables() -> set[str]:
    return {*Base.metadata.tables, NOT_DATA}
