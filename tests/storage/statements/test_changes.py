"""Counts of committed changes of tables."""

from contextlib import suppress

from sqlalchemy import text

from storage.communities import Communities, RoomKind
from storage.outbound import Outbox
from storage.outbound.deliveries import Priority
from storage.statements import part_of
from storage.unit_of_work import Database, Store
from tests.core.engine import START

ROOM = "telegram:-1"


def put_room(store: Store) -> None:
    store[Communities].put_room(ROOM, RoomKind.DIRECT, None)


def test_a_commit_counts_once_and_for_its_own_tables(database: Database) -> None:
    rooms, others = database.changes.count("rooms"), database.changes.count("members")
    with database.unit() as store:
        put_room(store)
        store[Communities].put_room("telegram:-2", RoomKind.DIRECT, None)
        assert database.changes.count("rooms") == rooms, "nothing is committed yet"
    assert database.changes.count("rooms") == rooms + 1
    assert database.changes.count("members") == others


def test_looking_changes_nothing(database: Database) -> None:
    before = database.changes.count("rooms")
    with database.unit() as store:
        store[Communities].room(ROOM)
    assert database.changes.count("rooms") == before


def test_an_undone_change_does_not_count(database: Database) -> None:
    before = database.changes.count("rooms")
    with suppress(ValueError), database.unit() as store:
        put_room(store)
        raise ValueError
    with database.unit() as store:
        store[Communities].room(ROOM)
    assert database.changes.count("rooms") == before


def test_raw_sql_counts_as_a_change_of_any_table(database: Database) -> None:
    before = database.changes.count("rooms")
    with database.unit() as store:
        store._session.execute(text("UPDATE rooms SET gone_why = 'left'"))
    assert database.changes.count("rooms") == before + 1


def test_concealed_changes_are_those_made_so_far(database: Database) -> None:
    before = database.changes.count("rooms"), database.changes.count("deliveries")
    with database.unit() as store:
        put_room(store)
        store.conceal_changes("rooms")
        put(store)
    counts = database.changes.count("rooms"), database.changes.count("deliveries")
    assert counts == (before[0], before[1] + 1)


def test_a_delivery_is_news_to_its_own_network(database: Database) -> None:
    def counts() -> list[int]:
        names = ("deliveries", part_of("deliveries", "telegram"), part_of("deliveries", "matrix"))
        return [database.changes.count(each) for each in names]

    before = counts()
    with database.unit() as store:
        put(store)
    put_one = [after - known for after, known in zip(counts(), before, strict=True)]
    with database.unit() as store:
        store[Outbox].lose_room(ROOM, "gone", START)
        put(store)
    put_and_changed = [after - known for after, known in zip(counts(), before, strict=True)]

    assert put_one == [1, 1, 0]
    assert put_and_changed == [2, 2, 1]


def put(store: Store) -> None:
    store[Outbox].put(
        room=ROOM, priority=Priority.ANSWER, at=START, locale="fr", zone="Europe/Paris"
    )
