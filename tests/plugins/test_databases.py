"""The databases that tests are given."""

import sqlite3
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from tests.databases import Fresh, Kind, PostgreSQL, SQLiteFiles

ABSENT = (sqlite3.OperationalError, psycopg.errors.UndefinedTable)


def execute(url: str, statement: str) -> None:
    if url.startswith("sqlite:"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as file, file:
            file.execute(statement)
    else:
        with psycopg.connect(url.replace("+psycopg", "")) as connection:
            connection.execute(statement.encode())


def test_a_database_can_be_written(database_url: str) -> None:
    execute(database_url, "CREATE TABLE seed (id integer)")
    execute(database_url, "INSERT INTO seed VALUES (1)")


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def test_each_database_is_new(fresh_database: Fresh, kind: Kind) -> None:
    one, other = fresh_database(kind), fresh_database(kind)
    execute(one, "CREATE TABLE seed (id integer)")

    with pytest.raises(ABSENT):
        execute(other, "SELECT id FROM seed")


def test_a_database_begins_as_it_was_prepared(tmp_path: Path) -> None:
    files = SQLiteFiles(tmp_path, lambda url: execute(url, "CREATE TABLE prepared (id integer)"))

    with files.fresh() as url:
        execute(url, "SELECT id FROM prepared")

    assert [path.name for path in tmp_path.iterdir()] == ["template.db"]


@pytest.mark.postgres
def test_a_database_used_again_holds_nothing_of_before(postgresql: PostgreSQL) -> None:
    with postgresql.fresh() as first:
        execute(first, "INSERT INTO cultivators (address) VALUES ('telegram:42')")
    with postgresql.fresh() as again, psycopg.connect(again.replace("+psycopg", "")) as connection:
        count = connection.execute("SELECT count(*) FROM cultivators").fetchone()

    assert again == first
    assert count == (0,)


@pytest.mark.postgres
def test_a_database_whose_tables_changed_is_not_used_again(postgresql: PostgreSQL) -> None:
    with postgresql.fresh() as changed:
        execute(changed, "ALTER TABLE cultivators ADD COLUMN more integer")
    with postgresql.fresh() as other:
        assert other != changed
        execute(other, "SELECT address FROM cultivators")
        assert other.startswith("postgresql")
