"""Statements to the database through the connection that writes."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import event

from storage.unit_of_work import Database


class Traffic:
    """Statements and commits.

    SQLite tells of every statement, savepoints too; on PostgreSQL those are left out.
    """

    def __init__(self) -> None:
        self.statements: list[str] = []
        """All but those that begin and end a transaction."""
        self.commits = 0
        self._traced = ""

    def add(self, statement: str) -> None:
        """Note a statement."""
        if not statement.startswith(("BEGIN", "COMMIT")):
            self.statements.append(" ".join(statement.split()))

    def trace(self, statement: str) -> None:
        """Note a statement of SQLite, which repeats it for each statement of its triggers."""
        if statement.startswith("SELECT") or statement != self._traced:
            self.add(statement)
        self._traced = statement

    def after_statement(
        self, _connection: object, _cursor: object, statement: str, *_more: object
    ) -> None:
        self.add(statement)

    def after_commit(self, _connection: object) -> None:
        self.commits += 1

    def on_checkout(self, connection: sqlite3.Connection, *_more: object) -> None:
        connection.set_trace_callback(self.trace)

    def on_checkin(self, connection: sqlite3.Connection, *_more: object) -> None:
        connection.set_trace_callback(None)


@contextmanager
def traffic(database: Database, *, readers_too: bool = False) -> Iterator[Traffic]:
    """Record the statements meanwhile, those of units that only read included if asked for."""
    seen = Traffic()
    engines = [database.writer, *([database._reader] if readers_too else [])]
    listeners: list[tuple[str, Callable[..., None]]] = [("commit", seen.after_commit)]
    if database.is_sqlite:
        listeners += [("checkout", seen.on_checkout), ("checkin", seen.on_checkin)]
    else:
        listeners += [("after_cursor_execute", seen.after_statement)]
    watched = [(engine, *each) for engine in engines for each in listeners]
    for each in watched:
        event.listen(*each)
    yield seen
    for each in watched:
        event.remove(*each)
