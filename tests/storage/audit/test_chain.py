"""The chain of the audit: each row is chained once, also by several processes."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

import pytest
from sqlalchemy import text as sql

from storage.audit import Audit, Chain
from storage.members import Members
from storage.unit_of_work import Database
from tests.databases import Fresh
from tests.storage.audit.chains import NOW, ROWS, broken, chained, note, undone


def order(database: Database) -> list[str]:
    """The actions as they stand in the chain."""
    with database.engine.connect() as connection:
        found = connection.execute(
            sql("SELECT action FROM audit WHERE position IS NOT NULL ORDER BY position")
        )
        return [row.action for row in found]


def test_an_empty_chain_is_whole(database: Database) -> None:
    with database.unit() as store:
        assert store[Chain].extend() == 0
        walk = store[Chain].verify()
        assert (walk.broken, walk.head, walk.count) == (None, None, 0)
        assert store[Chain].head() is None
        note(store)
        store.flush()
        assert store[Chain].extend() == 1


def test_rows_are_chained_once_and_in_batches(database: Database) -> None:
    with database.unit() as store:
        for nth in range(5):
            note(store, f"act {nth}")
    for left in (2, 2, 1, 0):
        with database.unit() as store:
            assert store[Chain].extend(2) == left

    assert order(database) == [f"act {nth}" for nth in range(5)]
    with database.unit() as store:
        walk = store[Chain].verify()
        assert (walk.count, walk.waiting, walk.since, walk.broken) == (5, 0, NOW, None)
        assert walk.head == store[Chain].head()


def test_rows_not_chained_yet_are_counted(database: Database) -> None:
    chained(database)
    with database.unit() as store:
        note(store)
        walk = store[Chain].verify()
    assert (walk.count, walk.waiting, walk.broken) == (ROWS, 1, None)


def test_an_id_that_was_rolled_back_is_no_gap(database: Database) -> None:
    with database.unit() as store:
        note(store, "one")
    with undone(database) as store:
        note(store, "undone")
    with database.unit() as store:
        note(store, "two")
    with database.unit() as store:
        store[Chain].extend()

    assert order(database) == ["one", "two"]
    assert broken(database) is None


@pytest.fixture
def postgresql_database(fresh_database: Fresh) -> Iterator[Database]:
    opened = Database(fresh_database("postgresql"))
    yield opened
    opened.close()


@contextmanager
def as_another(database: Database) -> Iterator[Database]:
    """Open the same database again, as another process such as an export does."""
    opened = Database(database.url.render_as_string(hide_password=False))
    yield opened
    opened.close()


@pytest.mark.postgres
def test_a_row_that_is_committed_late_is_not_skipped(postgresql_database: Database) -> None:
    """Two processes: the first one's row has the smaller id, and is committed after the other's."""
    database = postgresql_database
    with as_another(database) as other, other.unit() as slow:
        note(slow, "late")
        slow.flush()
        with database.unit() as quick:
            note(quick, "early")
        with database.unit() as store:
            assert store[Chain].extend() == 1
    with database.unit() as store:
        assert store[Chain].extend() == 1

    assert order(database) == ["early", "late"]
    with database.unit() as store:
        walk = store[Chain].verify()
        ids = [(trace.position, trace.id) for trace in store[Audit].latest(9)]
    assert (walk.broken, walk.count) == (None, 2)
    assert ids == [(1, 2), (2, 1)], "the second to be chained has the smaller id"


@pytest.mark.postgres
def test_others_wait_neither_for_the_job_nor_for_each_other(postgresql_database: Database) -> None:
    """While one holds the chain, others note what they do and commit."""
    database = postgresql_database
    chained(database)
    noted = Event()

    def work() -> None:
        with database.unit() as store:
            note(store, "meanwhile")
        noted.set()

    with as_another(database) as other, other.unit() as store:
        note(store, "mine")
        store[Chain].extend()
        thread = Thread(target=work)
        thread.start()
        assert noted.wait(60), "another one waited for the chain"
        thread.join()
    assert broken(database) is None


@pytest.mark.postgres
def test_two_processes_that_chain_at_once_chain_each_row_once(
    postgresql_database: Database,
) -> None:
    database = postgresql_database
    with database.unit() as store:
        for nth in range(20):
            note(store, f"act {nth}")
    done: list[int] = []

    def chain() -> None:
        with as_another(database) as other:
            for _ in range(5):
                with other.unit() as store:
                    done.append(store[Chain].extend(3))

    threads = [Thread(target=chain) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sum(done) == 20
    assert broken(database) is None


def test_erasing_a_person_keeps_the_chain_whole(database: Database) -> None:
    with database.unit() as store:
        zoe = store[Members].register("telegram:7", "Zoé", direct=None, at=NOW)
        for _ in range(3):
            store[Audit].note("telegram:7", "poll", None, "done", NOW, member_id=zoe.id)
        store[Audit].note("telegram:8", "poll", None, "done", NOW)
    with database.unit() as store:
        store[Chain].extend()
    with database.unit() as store:
        found = store[Members].get(zoe.id)
        assert found is not None
        store.erase(found)
        walk = store[Chain].verify()
    assert (walk.broken, walk.count, walk.erased) == (None, 4, 3)
