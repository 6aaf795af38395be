"""The database as it is at one instant, table by table, while others go on writing.

What comes out is the same for both kinds of database: rows as JSON, one a line, in the order in
which they can be put back. `storage/operations/importing.py` reads it.
"""

import json
from base64 import b64encode
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import (
    JSON,
    Connection,
    DateTime,
    Engine,
    MetaData,
    Table,
    create_engine,
    event,
    func,
    select,
)
from sqlalchemy.engine.interfaces import ReflectedColumn

from storage.base import Instant, is_copied
from storage.operations.migrating import version_on
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
