"""What the connection that writes did: statements, rows, and how long it was held each time."""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from psycopg import Connection as PostgresConnection
from psycopg.rows import tuple_row
from sqlalchemy import event
from sqlalchemy.pool import ConnectionPoolEntry

from storage.unit_of_work import Database
from tests.traffic import Traffic

STEP = 20
"""SQLite tells of each so many instructions of its virtual machine."""


@dataclass(slots=True)
class Metered:
    """Figures of one act."""

    rows: int = 0
    """Rows that were read into memory."""
    steps: int = 0
    """Instructions of SQLite's virtual machine, which tell of rows looked at, too."""
    holds: list[float] = field(default_factory=list)
    """Milliseconds of processor time of each transaction, those of PostgreSQL's server included."""
    seen: Traffic = field(default_factory=Traffic)

    @property
    def statements(self) -> int:
        """The number of statements."""
        return len(self.seen.statements)

    @property
    def longest(self) -> float:
        """Milliseconds of the longest transaction."""
        return max(self.holds, default=0.0)

    def count_row(self, _cursor: sqlite3.Cursor, row: tuple[Any, ...]) -> tuple[Any, ...]:
        self.rows += 1
        return row

    def count_step(self) -> None:
        self.steps += STEP


@contextmanager
def metered(database: Database) -> Iterator[Metered]:
    """Measure what is done with the connection that writes, in whatever thread."""
    figures = Metered()
    begin, end = (_sqlite if database.is_sqlite else _postgresql)(figures)

    def checkout(connection: Any, record: ConnectionPoolEntry, _proxy: object) -> None:  # noqa: ANN401 - the driver's
        begin(connection)
        record.info["began"] = _processor_time(connection)

    def checkin(connection: Any, record: ConnectionPoolEntry) -> None:  # noqa: ANN401 - likewise
        began = record.info.pop("began", None)
        if began is not None and connection is not None:
            figures.holds.append((_processor_time(connection) - began) * 1000)
            end(connection)

    listeners: list[tuple[str, Callable[..., None]]] = [
        ("checkout", checkout),
        ("checkin", checkin),
    ]
    if not database.is_sqlite:
        listeners.append(("after_cursor_execute", figures.seen.after_statement))
    for name, listener in listeners:
        event.listen(database.writer, name, listener)
    try:
        yield figures
    finally:
        for name, listener in listeners:
            event.remove(database.writer, name, listener)


Watch = Callable[[Any], None]


def _sqlite(figures: Metered) -> tuple[Watch, Watch]:
    def begin(connection: sqlite3.Connection) -> None:
        connection.row_factory = figures.count_row
        connection.set_trace_callback(figures.seen.trace)
        connection.set_progress_handler(figures.count_step, STEP)

    def end(connection: sqlite3.Connection) -> None:
        connection.row_factory = None
        connection.set_trace_callback(None)
        connection.set_progress_handler(None, STEP)

    return begin, end


def _postgresql(figures: Metered) -> tuple[Watch, Watch]:
    def counting(cursor: Any) -> Callable[..., tuple[Any, ...]]:  # noqa: ANN401 - as psycopg has it
        make = tuple_row(cursor)

        def row(values: Any) -> tuple[Any, ...]:  # noqa: ANN401 - likewise
            figures.rows += 1
            return make(values)

        return row

    def begin(connection: PostgresConnection[Any]) -> None:
        connection.row_factory = counting

    def end(connection: PostgresConnection[Any]) -> None:
        connection.row_factory = tuple_row

    return begin, end


def _processor_time(connection: Any) -> float:  # noqa: ANN401 - either driver's
    """Seconds of this thread, and of the process of PostgreSQL that serves it."""
    if isinstance(connection, sqlite3.Connection):
        return time.thread_time()
    served = Path(f"/proc/{connection.info.backend_pid}/schedstat").read_text().split()
    return time.thread_time() + int(served[0]) / 1e9
