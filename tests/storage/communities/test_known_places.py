"""A unit that writes finds communities and rooms as the last commit left them, without reading."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest
from sqlalchemy import event

from storage.communities import Communities, RoomKind
from storage.unit_of_work import Database, Store
from tests.storage.communities.new_community import new_community

ROOM = "telegram:-1"


@pytest.fixture
def founded(database: Database) -> Database:
    """A database with one community in one room."""
    with database.unit() as store:
        community = new_community(store, "energie")
        store[Communities].put_room(ROOM, RoomKind.COMMUNITY, community)
    look(database)
    return database


@contextmanager
def statements(database: Database) -> Iterator[list[str]]:
    """The statements about communities and rooms meanwhile."""
    seen: list[str] = []

    def see(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        if statement.startswith("SELECT"):
            seen.append(statement)

    event.listen(database.writer, "before_cursor_execute", see)
    yield seen
    event.remove(database.writer, "before_cursor_execute", see)


def look(database: Database) -> tuple[str, bool]:
    """The community's name as a unit finds it, and whether its room is lost."""
    with database.unit() as store:
        return seen_by(store)


def seen_by(store: Store) -> tuple[str, bool]:
    room = store[Communities].room(ROOM)
    assert room is not None
    return store[Communities].get(1).name, room.gone_at is not None


def test_the_next_unit_reads_nothing(founded: Database) -> None:
    with statements(founded) as asked:
        assert [look(founded) for _ in range(3)] == [("energie", False)] * 3
    assert asked == []


def rename(store: Store) -> None:
    store[Communities].get(1).name = "Eau"


def rename_unseen(store: Store) -> None:
    found = store[Communities].named("energie")
    assert found is not None
    found.name = "Eau"


def rename_by_sql(store: Store) -> None:
    store._session.connection().exec_driver_sql("UPDATE communities SET name = 'Eau'")


@pytest.mark.parametrize("change", [rename, rename_unseen, rename_by_sql])
def test_a_changed_community_is_read_again(
    founded: Database, change: Callable[[Store], None]
) -> None:
    with founded.unit() as store:
        change(store)
    assert look(founded) == ("Eau", False)


@pytest.mark.parametrize("change", [rename, rename_unseen, rename_by_sql])
def test_an_undone_change_is_not_seen(founded: Database, change: Callable[[Store], None]) -> None:
    with suppress(ValueError), founded.unit() as store:
        change(store)
        store.flush()
        raise ValueError
    assert look(founded) == ("energie", False)


@pytest.mark.parametrize("kind", ["refusable", "savepoint"])
@pytest.mark.parametrize("change", [rename, rename_unseen])
def test_a_change_undone_by_a_refusal_is_not_seen(
    founded: Database, kind: str, change: Callable[[Store], None]
) -> None:
    with founded.unit() as store:
        with suppress(ValueError), getattr(store, kind)():
            change(store)
            raise ValueError
        assert seen_by(store) == ("energie", False)
    assert look(founded) == ("energie", False)


def test_a_unit_sees_what_it_changed_itself(founded: Database) -> None:
    with founded.unit() as store:
        store._session.connection().exec_driver_sql("UPDATE communities SET name = 'Eau'")
        assert seen_by(store) == ("Eau", False)


def test_a_lost_room_is_lost_in_the_same_unit_and_in_the_next(founded: Database) -> None:
    with founded.unit() as store:
        store._session.connection().exec_driver_sql(
            "UPDATE rooms SET gone_at = '2026-11-26 10:00:00', gone_why = 'left'"
        )
        assert seen_by(store) == ("energie", True)
    assert look(founded) == ("energie", True)


def test_a_unit_that_reads_takes_no_rows_of_the_writers(founded: Database) -> None:
    with founded.reading() as store:
        read = store[Communities].get(1)
    with founded.unit() as store:
        mine = store[Communities].get(1)
        assert mine.slug == read.slug
        assert mine is not read
