"""Statements that go straight to SQLite's driver do what they do through SQLAlchemy."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.exc import IntegrityError, NoResultFound

from storage.base import table
from storage.inbound.inbox import InboxRow, InboxState
from storage.members import Member, Members
from storage.statements import Prepared
from storage.unit_of_work import Database, OnlyRead, Store

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
_inbox = table(InboxRow)
COLUMNS = ("network", "key", "payload", "state", "attempts", "failures", "received_at")
ADD = Prepared(insert(_inbox), *COLUMNS)
READ = Prepared(
    select(_inbox.c.key, _inbox.c.payload, _inbox.c.state, _inbox.c.received_at)
    .where(_inbox.c.key == bindparam("wanted"))
    .order_by(_inbox.c.id)
)
COUNT_UP = Prepared(
    update(_inbox)
    .where(_inbox.c.state == InboxState.NEW)
    .values(attempts=_inbox.c.attempts + bindparam("by"))
    .returning(_inbox.c.key, _inbox.c.attempts)
)
DROP = Prepared(delete(_inbox).where(_inbox.c.key == bindparam("gone")))


def row(key: str, at: datetime = NOW) -> dict[str, object]:
    values = ("telegram", key, {"words": "où ?"}, InboxState.NEW, 0, 0, at)
    return dict(zip(COLUMNS, values, strict=True))


def add(store: Store, *keys: str) -> None:
    ADD.run(store._session, *(row(key) for key in keys))


def read(database: Database, key: str) -> Sequence[Mapping[str, object]]:
    with database.unit() as store:
        return READ.rows(store._session, wanted=key)


def test_values_come_back_as_they_were_given(database: Database) -> None:
    east = timezone(timedelta(hours=2))
    with database.unit() as store:
        ADD.run(store._session, row("1", NOW.astimezone(east)))

    (found,) = read(database, "1")
    key, payload, state, at = found.values()

    assert (key, payload, at) == ("1", {"words": "où ?"}, NOW)
    assert state is InboxState.NEW
    assert at.tzinfo is UTC  # type: ignore[attr-defined]


def test_a_statement_changes_returns_and_deletes_rows(database: Database) -> None:
    with database.unit() as store:
        add(store, "1", "2")
        counted = COUNT_UP.rows(store._session, by=3)
        DROP.run(store._session, {"gone": "1"})

    assert sorted(tuple(row.values()) for row in counted) == [("1", 3), ("2", 3)]
    assert not read(database, "1")
    assert read(database, "2")


def test_a_row_that_must_exist_is_missed(database: Database) -> None:
    with database.unit() as store:
        assert READ.first(store._session, wanted="1") is None
        with pytest.raises(NoResultFound):
            READ.one(store._session, wanted="1")


def test_an_exception_undoes_a_prepared_statement(database: Database) -> None:
    with suppress(ValueError), database.unit() as store:
        add(store, "1")
        raise ValueError
    with database.unit() as store:
        add(store, "2")
    assert read(database, "2")
    assert not read(database, "1")


def test_a_refused_statement_is_undone_alone(database: Database) -> None:
    with database.unit() as store:
        add(store, "1")
        with pytest.raises(IntegrityError), store.refusable():
            add(store, "2", "1")
        add(store, "3")

    assert [len(read(database, key)) for key in "123"] == [1, 0, 1]


def test_changes_are_counted_at_the_commit(database: Database) -> None:
    before = database.changes.count("inbox")
    with database.unit() as store:
        add(store, "1")
        assert database.changes.count("inbox") == before
    assert database.changes.count("inbox") == before + 1
    read(database, "1")
    with suppress(ValueError), database.unit() as store:
        add(store, "2")
        raise ValueError
    assert database.changes.count("inbox") == before + 1


def test_a_unit_that_reads_changes_nothing(database: Database) -> None:
    with database.reading() as store, pytest.raises(OnlyRead):
        add(store, "1")


def test_a_row_read_whole_is_an_entity_of_the_session(database: Database) -> None:
    with database.unit() as store:
        ana = store[Members].register("telegram:7", "Ana", direct=None, at=NOW)
        ana.asked = ["name"]

    with database.unit() as store:
        first = store[Members].standing("telegram:7", None)
        assert first is not None
        first.member.name = "Anna"  # not written yet: looking again does
        again = store[Members].standing("telegram:7", None)

        assert again is not None
        assert again.member is first.member
        assert store[Members].get(first.member.id) is first.member
        assert (first.member.asked, first.member.joined_at) == (["name"], NOW)
        assert store._session.scalar(select(Member.name)) == "Anna"

    with database.unit() as store:
        kept = store[Members].standing("telegram:7", None)
        assert kept is not None
        assert kept.member.name == "Anna"


def test_a_first_write_in_a_savepoint_is_undone_with_it(database: Database) -> None:
    with database.unit() as store:
        add(store, "before")
        with suppress(ValueError), store.savepoint():
            add(store, "inside")
            with store.savepoint():
                add(store, "deeper")
            raise ValueError
    assert read(database, "before")
    assert not read(database, "inside")
    assert not read(database, "deeper")
