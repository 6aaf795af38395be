"""The rows of a whole database, kept in memory and put into another one of the same shape."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from storage.base import Base
from storage.unit_of_work import Database

SavedRows = bytes | str
"""A file of SQLite, or what PostgreSQL is to execute."""

EMPTIED = """
DO $$
DECLARE called text; has_rows boolean;
BEGIN
    SET LOCAL session_replication_role = replica;  -- in any order, whatever points to whatever
    FOR called IN
        SELECT format('%I.%I', schemaname, tablename) FROM pg_tables
        WHERE schemaname = 'public' AND tablename <> 'alembic_version'
    LOOP
        EXECUTE 'SELECT EXISTS (SELECT FROM ' || called || ')' INTO has_rows;
        IF has_rows THEN EXECUTE 'DELETE FROM ' || called; END IF;
    END LOOP;
    FOR called IN
        SELECT format('%I.%I', schemaname, sequencename) FROM pg_sequences
        WHERE last_value IS NOT NULL
    LOOP
        PERFORM setval(called, 1, false);  -- ALTER SEQUENCE would make a new file
    END LOOP;
END $$
"""
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
            connection.execute(EMPTIED)
        connection.execute("SET LOCAL session_replication_role = replica")
        connection.execute(saved)
        connection.commit()


@contextmanager
def _connected(database: Database) -> Iterator[Any]:
    with closing(database.writer.raw_connection()) as connection:
        yield connection.driver_connection


@cache
def _all_inserts() -> str:
    """A query for the statements that insert what there is, written by PostgreSQL itself."""
    queries = []
    for table in Base.metadata.sorted_tables:
        columns = [f'"{column.name}"' for column in table.columns]
        into = f'INSERT INTO "{table.name}" ({", ".join(columns)}) OVERRIDING SYSTEM VALUE VALUES'
        values = ", ".join(f"quote_nullable({column}::text)" for column in columns)
        queries.append(
            f"SELECT '{into} (' || concat_ws(', ', {values}) || ');' FROM \"{table.name}\""  # noqa: S608 - our own names
        )
    return " UNION ALL ".join(queries)
