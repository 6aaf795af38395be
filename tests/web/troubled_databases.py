"""Databases that are down, or whose disk is full."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import psycopg
import pytest
from psycopg.sql import SQL, Identifier
from sqlalchemy import event

from storage.unit_of_work import Database
from tests.patience import HANG

TROUBLES = {
    *("database error, trying again", "database error, looking again soon"),
    *("database error, handled later", "not committed", "menus not shown"),
}
"""Log lines of a bot with a dead database; they depend on its task at that moment."""


@contextmanager
def dead(database: Database) -> Iterator[None]:
    """Nobody gets in: a SQLite file is locked, a PostgreSQL has thrown everybody out."""
    if database.is_sqlite:
        with closing(sqlite3.connect(str(database.url.database), timeout=HANG)) as other:
            other.execute("BEGIN EXCLUSIVE")
            yield
        return
    ours = database.url.render_as_string(hide_password=False).replace("+psycopg", "")
    elsewhere = database.url.set(drivername="postgresql", database="postgres")
    name = str(database.url.database)
    with psycopg.connect(elsewhere.render_as_string(hide_password=False), autocommit=True) as admin:
        allow = SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}")
        admin.execute(allow.format(Identifier(name), SQL("false")))
        admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name]
        )
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(ours)
        try:
            yield
        finally:
            admin.execute(allow.format(Identifier(name), SQL("true")))


@contextmanager
def full(database: Database) -> Iterator[None]:
    """Nothing more fits in: the file may not grow, or the server says that its disk is full."""
    if database.is_sqlite:

        def no_more(connection: Any, *_: object) -> None:  # noqa: ANN401 - the driver's
            connection.execute("PRAGMA max_page_count=1")

        event.listen(database.engine, "checkout", no_more)
        yield
        event.remove(database.engine, "checkout", no_more)
        event.listen(
            database.engine,
            "checkout",
            lambda connection, *_: connection.execute("PRAGMA max_page_count=1000000"),
        )
        return
    url = database.url.render_as_string(hide_password=False).replace("+psycopg", "")
    with psycopg.connect(url, autocommit=True) as admin:
        admin.execute(
            "CREATE FUNCTION no_more() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE SQLSTATE '53100'; END $$"
        )
        admin.execute("CREATE TRIGGER no_more BEFORE INSERT ON inbox EXECUTE FUNCTION no_more()")
        yield
        admin.execute("DROP FUNCTION no_more() CASCADE")
