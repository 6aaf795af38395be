"""Rows that `exporting.py` gave, put back into empty tables of the same version."""

import json
from base64 import b64decode
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, Connection, Date, LargeBinary, delete, func, insert, select, text
from sqlalchemy import Table as Tables

from storage.base import Instant
from storage.operations.exporting import reflected

Row = dict[str, Any]
_COUNTED = ("ballots",)
"""Tables whose rows are counted by triggers."""
_RAISED = "revisions"
"""The table into which triggers write when parts of things are put back."""


class NotTheSameTables(ValueError):
    """A table has other columns than the rows that are to be put into it."""


class Importing:
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
