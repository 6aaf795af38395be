"""One transaction: committed whole or not at all, and its errors."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta, timezone
from threading import Thread
from typing import cast

import psycopg
import pytest
from sqlalchemy import text as sql
from sqlalchemy.exc import DBAPIError, IntegrityError

from storage.audit import Audit
from storage.base import Base
from storage.communities import Communities, RoomKind
from storage.inbound import Inbox
from storage.trouble import DATABASE_TROUBLE, DatabaseAway, kind_of
from storage.unit_of_work import Database, OnlyRead, Store
from tests.databases import Fresh

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)


def note(store: Store, action: str, at: datetime = NOW) -> None:
    store[Audit].note("zoé", action, None, "done", at)


def notes(database: Database) -> list[str]:
    with database.unit() as store:
        return [row.action for row in reversed(store[Audit].latest(100))]


def run(store: Store, statement: str) -> None:
    store._session.execute(sql(statement))


def test_a_unit_commits_at_its_end(database: Database) -> None:
    with database.unit() as store:
        note(store, "one")
        note(store, "two")
    assert notes(database) == ["one", "two"]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, SystemExit])
def test_any_exception_undoes_the_whole_unit(
    database: Database, error: type[BaseException]
) -> None:
    with suppress(error), database.unit() as store:
        note(store, "lost")
        store.flush()
        raise error
    assert notes(database) == []
    with database.unit() as store:
        note(store, "kept")
    assert len(notes(database)) == 1


def test_a_savepoint_undoes_only_the_changes_inside(database: Database) -> None:
    with database.unit() as store:
        note(store, "before")
        with suppress(ValueError), store.savepoint():
            note(store, "inside")
            with store.savepoint():
                note(store, "deeper")
            raise ValueError
        note(store, "after")
    assert notes(database) == ["before", "after"]


def test_a_broken_statement_in_a_savepoint_leaves_the_rest(database: Database) -> None:
    with database.unit() as store:
        note(store, "before")
        with suppress(DBAPIError), store.savepoint():
            run(store, "SELECT * FROM nowhere")
        note(store, "after")
    assert notes(database) == ["before", "after"]


def test_a_change_in_memory_is_undone_with_its_savepoint(database: Database) -> None:
    with database.unit() as store:
        store[Communities].put_room("telegram:1", RoomKind.DIRECT, None)
        with suppress(ValueError), store.savepoint():
            store[Communities].lose_room("telegram:1", "kicked", NOW)
            raise ValueError
    with database.unit() as store:
        room = store[Communities].room("telegram:1")
        assert room is not None
        assert room.gone_at is None


# Time


@pytest.mark.parametrize("hours", [0, 1, -10, 14])
def test_an_instant_comes_back_in_utc(database: Database, hours: int) -> None:
    local = NOW.astimezone(timezone(timedelta(hours=hours)))
    with database.unit() as store:
        note(store, "now", at=local)
    with database.unit() as store:
        [row] = store[Audit].latest(1)
        assert row.at == NOW
        assert row.at.tzinfo is UTC


def test_a_time_of_nowhere_is_refused(database: Database) -> None:
    with pytest.raises(Exception, match="naive datetime"), database.unit() as store:
        note(store, "when?", at=NOW.replace(tzinfo=None))


def test_every_time_is_kept_as_an_instant() -> None:
    times = {
        f"{table.name}.{column.name}": type(column.type).__name__
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if "DATETIME" in str(column.type)
    }
    assert len(times) > 50
    assert set(times.values()) == {"Instant"}


# Errors


def test_the_databases_trouble_is_no_statements_fault(database: Database) -> None:
    for statement in ("SELECT * FROM nowhere", "SELEC", "INSERT INTO audit (id) VALUES (1)"):
        with pytest.raises(DBAPIError) as raised, database.unit() as store:
            run(store, statement)
        assert not isinstance(raised.value, DATABASE_TROUBLE)


def test_a_broken_constraint_keeps_its_name(database: Database) -> None:
    statement = "INSERT INTO cultivators (address) VALUES ('a'), ('a')"
    with pytest.raises(IntegrityError), database.unit() as store:
        run(store, statement)


def test_errors_do_not_quote_the_words_of_people(database: Database) -> None:
    with pytest.raises(DBAPIError) as raised, database.unit() as store:
        store._session.execute(sql("SELECT :said FROM nowhere"), {"said": "secret words"})
    assert "secret words" not in str(raised.value)


@pytest.mark.parametrize(
    ("state", "trouble"),
    [
        (None, True),
        ("57P01", True),
        ("57014", True),
        ("40P01", True),
        ("40001", True),
        ("08006", True),
        ("53100", True),
        ("55P03", True),
        ("25006", True),
        ("54000", False),
        ("22003", False),
        ("23505", False),
        ("42P01", False),
    ],
)
def test_postgresql_says_what_is_its_own_trouble(state: str | None, trouble: bool) -> None:  # noqa: FBT001
    kind = type("OperationalError", (Exception,), {"sqlstate": state})
    assert (kind_of(kind()) is not None) is trouble


@pytest.mark.parametrize(
    ("error", "trouble"),
    [
        (psycopg.errors.ConnectionTimeout, True),
        (psycopg.errors.CancellationTimeout, True),
        (psycopg.OperationalError, True),
        (psycopg.ProgrammingError, False),
    ],
)
def test_a_driver_that_could_not_ask_tells_of_trouble(
    error: type[psycopg.Error],
    trouble: bool,  # noqa: FBT001
) -> None:
    assert (kind_of(error()) is not None) is trouble


def test_postgresql_that_is_away_is_told(database: Database) -> None:
    away = Database("postgresql+psycopg://nobody@127.0.0.1:1/nothing")
    with pytest.raises(DatabaseAway), away.unit() as store:
        store[Communities].all()
    with pytest.raises(DatabaseAway):
        away.check()
    database.check()


def test_a_file_that_is_no_database_is_told(tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path_factory.mktemp("bad") / "bad.db"
    file.write_text("this is a letter, not a database " * 100)
    bad = Database(f"sqlite:///{file}")
    with pytest.raises((DatabaseAway, sqlite3.DatabaseError)), bad.unit() as store:
        store[Communities].all()
    bad.close()


# SQLite


@pytest.fixture
def sqlite(fresh_database: Fresh) -> Iterator[Database]:
    opened = Database(fresh_database("sqlite"))
    yield opened
    opened.close()


def test_two_writers_wait_for_each_other(database: Database) -> None:
    """A transaction that reads first, then writes, must not fail because another one wrote."""

    def count_up() -> None:
        for _ in range(20):
            with database.unit() as store:
                if not database.is_sqlite:
                    run(store, "LOCK TABLE audit IN EXCLUSIVE MODE")
                note(store, str(len(store[Audit].latest(100))))

    writers = [Thread(target=count_up) for _ in range(3)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    assert notes(database) == [str(nth) for nth in range(60)]


@pytest.mark.usefixtures("synchronous")
def test_sqlite_loses_nothing_and_checks_what_is_referred_to(sqlite: Database) -> None:
    with sqlite.unit() as store:
        pragmas = {
            name: store._session.execute(sql(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


def test_a_locked_file_is_the_databases_trouble(sqlite: Database) -> None:
    with sqlite.unit() as store:
        run(store, "PRAGMA busy_timeout=10")
    with closing(sqlite3.connect(cast("str", sqlite.url.database), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(DatabaseAway), sqlite.unit() as store:
            note(store, "waits")
        other.execute("ROLLBACK")
    assert notes(sqlite) == []


def test_nothing_is_null_and_not_a_word(database: Database) -> None:
    with database.unit() as store:
        store[Inbox].receive("telegram", [("1", "telegram:7", {"a": 1})], NOW)
        store[Inbox].done([1], NOW)
    with database.unit() as store:
        empty = store._session.execute(
            sql("SELECT count(*) FROM inbox WHERE payload IS NULL AND room IS NULL")
        )
        assert empty.scalar() == 1


def test_a_unit_that_reads_sees_one_moment_and_holds_no_writer_up(database: Database) -> None:
    with database.unit() as store:
        note(store, "before")
    with database.reading() as reading:
        assert [row.action for row in reading[Audit].latest(10)] == ["before"]
        with database.unit() as store:
            note(store, "meanwhile")
        assert [row.action for row in reading[Audit].latest(10)] == ["before"]
    assert notes(database) == ["before", "meanwhile"]


def test_a_unit_that_reads_changes_nothing_and_says_so(database: Database) -> None:
    for _ in range(2):
        with pytest.raises(OnlyRead), database.reading() as store:
            note(store, "written")
    with database.unit() as store:
        note(store, "those that write still do")

    assert notes(database) == ["those that write still do"]
