"""A room that moves takes along what waits for it, and whose direct room it is."""

from datetime import UTC, datetime, timedelta

import pytest

from storage.communities import Communities, RoomKind
from storage.inbound import Forms
from storage.inbound.forms import OpenForm
from storage.members import Identities, Members
from storage.unit_of_work import Database, Store
from tests.storage.communities.new_community import new_community

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
ANA, LUC = "matrix:@ana:hs", "matrix:@luc:hs"
OLD, NEW = "matrix:!old:hs/@ana:hs", "matrix:!new:hs/@ana:hs"


def direct(store: Store, address: str) -> str | None:
    store.flush()
    identity = store[Identities].get(address)
    assert identity is not None
    return identity.direct


@pytest.mark.parametrize(
    ("known", "old"),
    [
        pytest.param(OLD, OLD, id="from room to room"),
        pytest.param(None, ANA, id="from the person to their first room"),
        pytest.param(ANA, ANA, id="from the person's own address"),
        pytest.param(OLD, ANA, id="a new room for a person whose old one was known"),
    ],
)
def test_a_person_is_written_to_where_their_direct_room_is_now(
    database: Database, known: str | None, old: str
) -> None:
    with database.unit() as store:
        store[Members].register(ANA, "Ana", direct=known, at=NOW)
        store[Members].register(LUC, "Luc", direct="matrix:!luc:hs/@luc:hs", at=NOW)

        store.move_room(old, NEW)

        assert direct(store, ANA) == NEW
        assert direct(store, LUC) == "matrix:!luc:hs/@luc:hs"
        room = store[Communities].room(NEW)
        assert room is not None
        assert room.kind == RoomKind.DIRECT


def test_a_room_that_is_direct_no_more_is_its_person_until_there_is_another(
    database: Database,
) -> None:
    with database.unit() as store:
        store[Members].register(ANA, "Ana", direct=OLD, at=NOW)
        store[Communities].put_room(OLD, RoomKind.DIRECT, None)

        store.move_room(OLD, ANA)
        assert direct(store, ANA) == ANA

        store.move_room(ANA, NEW)
        assert direct(store, ANA) == NEW
        assert store[Communities].room(OLD) is None


def test_a_shared_room_that_moves_is_nobodys_direct_room(database: Database) -> None:
    with database.unit() as store:
        store[Members].register(ANA, "Ana", direct=OLD, at=NOW)

        store.move_room("matrix:!square:hs", "matrix:!square2:hs")

        assert direct(store, ANA) == OLD
        assert store[Communities].room("matrix:!square2:hs") is None


def test_a_question_in_progress_follows_its_person(database: Database) -> None:
    asked, begun = OpenForm("write", None, {}), OpenForm("ask", None, {"words": "Quand ?"})
    with database.unit() as store:
        store[Forms].put(ANA, asked, LATER)
        store[Forms].put_aside(ANA, begun, LATER)

        store.move_room(ANA, NEW)

        assert store[Forms].open_in(NEW, NOW) == asked
        assert store[Forms].aside_in(NEW, NOW) == begun
        assert store[Forms].open_in(ANA, NOW) is None


def test_a_question_in_progress_gives_way_to_one_that_is_there(database: Database) -> None:
    asked, other = OpenForm("write", None, {}), OpenForm("ask", None, {})
    with database.unit() as store:
        store[Forms].put(ANA, asked, LATER)
        store[Forms].put(NEW, other, LATER)

        store.move_room(ANA, NEW)

        assert store[Forms].open_in(NEW, NOW) == other


def test_a_room_met_under_its_new_address_before_it_moved_is_the_community_s(
    database: Database,
) -> None:
    old, new = "telegram:-55", "telegram:-1001"
    with database.unit() as store:
        energy = new_community(store, "energie")
        store[Communities].put_room(old, RoomKind.WORKING_GROUP, energy)
        store[Communities].put_room(new, RoomKind.COMMUNITY, None)

        store.move_room(old, new)

        moved = store[Communities].room(new)
        assert moved is not None
        assert (moved.community_id, moved.kind) == (energy.id, RoomKind.WORKING_GROUP)
        assert store[Communities].room(old) is None


def test_an_unknown_room_that_moves_leaves_the_known_room_as_it_is(database: Database) -> None:
    with database.unit() as store:
        store[Communities].put_room("telegram:-1001", RoomKind.COMMUNITY, None)

        store.move_room("telegram:-55", "telegram:-1001")

        assert store[Communities].room("telegram:-1001") is not None
