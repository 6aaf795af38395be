"""The database as it is at one instant, table by table, while others go on writing.

Its rows are put back into empty tables of the same version.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    Connection,
    Date,
    DateTime,
    Engine,
    LargeBinary,
    MetaData,
    Table,
    create_engine,
    delete,
    event,
    func,
    insert,
    select,
    text,
)
from sqlalchemy import Table as Tables
from sqlalchemy.engine.interfaces import ReflectedColumn

from storage.base import Instant, is_copied
from storage.operations.migrations import version_on
from storage.trouble import tell_trouble
from storage.unit_of_work import Database

NOT_DATA = "alembic_version"
PART_BYTES = 1 << 20
_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Part:
    """Some rows of a table, a line each."""

    rows: int
    content: bytes


class Snapshot:
    """The tables as they are in one read-only transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._tables = {
            table.name: table
            for table in reflected(connection).sorted_tables
            if table.name != NOT_DATA
        }
        self.revision = version_on(connection)

    @property
    def tables(self) -> Sequence[str]:
        """Their names, those first that others refer to."""
        return list(self._tables)

    def columns(self, name: str) -> list[str]:
        return [column.name for column in self._tables[name].columns]

    def count(self, name: str) -> int:
        """The number of rows that a table has according to the database."""
        counted = select(func.count()).select_from(self._tables[name])
        return self._connection.scalar(counted) or 0

    def parts(self, name: str) -> Iterator[Part]:
        """All rows of a table, by their key, in pieces that memory bears."""
        table = self._tables[name]
        by_key = select(table).order_by(*table.primary_key.columns)
        rows = self._connection.execute(by_key.execution_options(yield_per=_AT_ONCE))
        lines: list[bytes] = []
        size = 0
        for row in rows:
            line = json.dumps([_plain(value) for value in row], ensure_ascii=False).encode()
            lines.append(line)
            size += len(line)
            if size >= PART_BYTES:
                yield _part(lines)
                lines, size = [], 0
        if lines:
            yield _part(lines)


@contextmanager
def snapshot(database: Database) -> Iterator[Snapshot]:
    """See the database as it is now, without holding anybody up."""
    engine = _reading(database)
    try:
        with engine.connect() as connection:
            yield Snapshot(connection)
    finally:
        if database.is_sqlite:
            engine.dispose()


def reflected(connection: Connection) -> MetaData:
    """The tables as the database has them, of whichever version, with types that both kinds share.

    Nothing is NULL there, not the JSON word `null`, and an instant is aware.
    """
    metadata = MetaData()
    event.listen(metadata, "column_reflect", _shared_type)
    metadata.reflect(connection, only=is_copied)
    return metadata


def _shared_type(_inspector: object, _table: Table, column: ReflectedColumn) -> None:
    match column["type"]:
        case JSON():
            column["type"] = JSON(none_as_null=True)
        case DateTime():
            column["type"] = Instant()


def _reading(database: Database) -> Engine:
    """On SQLite an engine of its own: ours begins by taking the place of the one writer."""
    if not database.is_sqlite:
        return database.engine.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )
    engine = create_engine(database.url, hide_parameters=True)
    event.listen(engine, "connect", _only_read)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
    tell_trouble(engine)
    return engine


def _only_read(connection: object, _record: object) -> None:
    connection.isolation_level = None  # type: ignore[attr-defined]
    for pragma in ("query_only=ON", "busy_timeout=5000"):
        connection.execute(f"PRAGMA {pragma}")  # type: ignore[attr-defined]


def _part(lines: list[bytes]) -> Part:
    return Part(len(lines), b"".join(line + b"\n" for line in lines))


def _plain(value: object) -> object:
    """A value as JSON has it; the column's type tells what it was."""
    match value:
        case datetime() | date():
            return value.isoformat()
        case bytes():
            return b64encode(value).decode()
        case _:
            return value


Row = dict[str, Any]
_COUNTED = ("ballots",)
"""Tables whose rows are counted by triggers."""
_RAISED = "revisions"
"""The table into which triggers write when parts of things are put back."""


class NotTheSameTables(ValueError):
    """A table has other columns than the rows that are to be put into it."""


class RowImport:
    """Puts rows back, within a transaction that the caller commits."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._tables = dict(reflected(connection).tables)
        self._revisions: list[Row] = []
        if _is_sqlite(connection):
            connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        else:
            self._switch_triggers("DISABLE")

    def knows(self, name: str) -> bool:
        """True if there is such a table."""
        return name in self._tables

    def put(self, name: str, columns: Sequence[str], content: bytes) -> list[Row]:
        """Put a part of a table back; gives its rows. Raises `NotTheSameTables`."""
        table = self._tables[name]
        if {column.name for column in table.columns} != set(columns):
            raise NotTheSameTables(name)
        readers = [_reader(table.columns[column]) for column in columns]
        rows: list[Row] = [
            {
                column: None if value is None else read(value)
                for column, read, value in zip(columns, readers, json.loads(line), strict=True)
            }
            for line in content.splitlines()
        ]
        if name == _RAISED:
            self._revisions += rows
            self._put_revisions()
        elif rows:
            self._connection.execute(insert(table), rows)
        return rows

    def count(self, name: str) -> int:
        """The number of rows that a table has now."""
        counted = select(func.count()).select_from(self._tables[name])
        return self._connection.scalar(counted) or 0

    def finish(self) -> None:
        """Number new rows behind those that were restored; nothing of them is counted yet."""
        if self.knows(_RAISED):
            self._put_revisions()
        if not _is_sqlite(self._connection):
            self._switch_triggers("ENABLE")
            for table in self._tables.values():
                _go_on_numbering(self._connection, table)

    def _put_revisions(self) -> None:
        """Put revisions back as they were, without those that rows raised as they were put back."""
        table = self._tables[_RAISED]
        self._connection.execute(delete(table))
        if self._revisions:
            self._connection.execute(insert(table), self._revisions)

    def _switch_triggers(self, which: str) -> None:
        """Leave the counting of rows to `BallotCounts.restored`: each would make the next slower.

        PostgreSQL keeps every version of a count until the transaction ends.
        """
        for name in _COUNTED:
            if self.knows(name):
                self._connection.exec_driver_sql(f"ALTER TABLE {name} {which} TRIGGER USER")


def _reader(column: Column[Any]) -> Callable[[Any], Any]:
    """The conversion from JSON to the column's type."""
    match column.type:
        case Instant():
            return datetime.fromisoformat
        case Date():
            return date.fromisoformat
        case LargeBinary():
            return b64decode
        case _:
            return _as_it_is


def _as_it_is(value: object) -> object:
    return value


def _go_on_numbering(connection: Connection, table: Tables) -> None:
    for column in table.primary_key.columns:
        sequence = connection.scalar(
            text("SELECT pg_get_serial_sequence(:name, :column)"),
            {
                "name": connection.dialect.identifier_preparer.quote(table.name),
                "column": column.name,
            },
        )
        last = connection.scalar(select(func.max(column))) if sequence else None
        if last is not None:
            connection.execute(select(func.setval(sequence, last)))


def _is_sqlite(connection: Connection) -> bool:
    return connection.dialect.name == "sqlite"
