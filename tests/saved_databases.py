"""The rows of a whole database, kept in memory and put into another one of the same shape."""

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Table

from storage.base import Base
from storage.repository import repositories
from storage.unit_of_work import Database

SavedRows = bytes | str
"""A file of SQLite, or what PostgreSQL is to execute."""

_USED = """
SELECT format('SELECT setval(%L, 1, false)', format('%I.%I', schemaname, sequencename))
FROM pg_sequences WHERE last_value IS NOT NULL
"""
"""Statements that reset each sequence; ALTER SEQUENCE would make a new file."""
_IN_ANY_ORDER = "SET LOCAL session_replication_role = replica"
"""Rows go in in any order: foreign keys are not checked."""
_RESTART = """
SELECT format('SELECT setval(%L, %s);', format('%I.%I', schemaname, sequencename), last_value)
FROM pg_sequences WHERE last_value IS NOT NULL
"""


def saved_rows(database: Database) -> SavedRows:
    """All rows of a database in which nothing happens at the moment."""
    with _connected(database) as connection:
        if database.is_sqlite:
            file: bytes = connection.serialize()
            return file
        try:
            rows = connection.execute(_all_inserts()).fetchall()
            rows += connection.execute(_RESTART).fetchall()
        finally:
            connection.rollback()
        return "\n".join(row for (row,) in rows)


def put_rows(saved: SavedRows, database: Database, *, is_empty: bool = False) -> None:
    """Replace the rows of a database that nobody has open; where it `is_empty`, none is sought."""
    if isinstance(saved, bytes):
        assert database.url.database is not None
        Path(database.url.database).write_bytes(saved)
        return
    with _connected(database) as connection:
        if not is_empty:
            empty(connection)
        connection.execute(_IN_ANY_ORDER)
        connection.execute(saved)
        connection.commit()


def empty(connection: Any) -> None:  # noqa: ANN401 - the driver's
    """Delete all rows of a database on PostgreSQL, and count new ones from the first."""
    statements = [row for (row,) in connection.execute(_all_deletes()).fetchall()]
    statements += [row for (row,) in connection.execute(_USED).fetchall()]
    if statements:
        with connection.transaction():
            connection.execute("; ".join([_IN_ANY_ORDER, *statements]))


@contextmanager
def _connected(database: Database) -> Iterator[Any]:
    with closing(database.writer.raw_connection()) as connection:
        yield connection.driver_connection


def _tables() -> Sequence[Table]:
    """All tables, whichever modules of theirs the tests have loaded so far."""
    repositories()
    return Base.metadata.sorted_tables


@cache
def _all_deletes() -> str:
    """A query for the statements that empty the tables in which there is something."""
    names = (f'"{table.name}"' for table in _tables())
    return " UNION ALL ".join(
        f"SELECT 'DELETE FROM {name}' WHERE EXISTS (SELECT FROM {name})"  # noqa: S608 - our own names
        for name in names
    )


@cache
def _all_inserts() -> str:
    """A query for the statements that insert what there is, written by PostgreSQL itself."""
    queries = []
    for table in _tables():
        columns = [f'"{column.name}"' for column in table.columns]
        into = f'INSERT INTO "{table.name}" ({", ".join(columns)}) OVERRIDING SYSTEM VALUE VALUES'
        values = ", ".join(f"quote_nullable({column}::text)" for column in columns)
        queries.append(
            f"SELECT '{into} (' || concat_ws(', ', {values}) || ');' FROM \"{table.name}\""  # noqa: S608 - our own names
        )
    return " UNION ALL ".join(queries)
