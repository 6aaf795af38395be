"""Deliveries as rows of people and communities: taken back, moved, merged and left in doubt."""

from collections.abc import Mapping
from typing import Any

import pytest
from sqlalchemy import select

from bot.domain.personal_data import RetentionPeriods
from storage.communities import Communities, RoomKind
from storage.members import Members
from storage.outbound import Mailings, Outbox, UncertainDeliveries
from storage.outbound.deliveries import Deliveries, Delivery, DeliveryState
from storage.repository import Unlinked
from storage.unit_of_work import Database, Store
from tests.storage.communities.new_community import new_community
from tests.storage.outbound.puts import HOUR, NOW, OTHER, ROOM, next_words, put

SQUARE = "telegram:-1"


def member(store: Store, room: str) -> int:
    return store[Members].register(room, room, direct=room, at=NOW).id


def left(store: Store, *columns: str) -> list[tuple[Any, ...]]:
    """These columns of all rows, in order."""
    asked = select(*(getattr(Delivery, each) for each in columns)).order_by(Delivery.id)
    return [tuple(each) for each in store._session.execute(asked)]


def test_unasked_messages_of_one_community_are_taken_back_and_no_others(
    database: Database,
) -> None:
    with database.unit() as store:
        here, there = new_community(store, "eau").id, new_community(store, "sol").id
        ana, ben = member(store, ROOM), member(store, OTHER)
        rows: list[Mapping[str, Any]] = [
            {"community_id": here, "member_id": ana, "unasked": True},
            {"community_id": here, "member_id": ana, "unasked": False},
            {"community_id": there, "member_id": ana, "unasked": True},
            {"community_id": here, "member_id": ben, "unasked": True},
        ]
        ids = [put(store, "…", **each) for each in rows]
        store[Deliveries].hush(ana, here)
        of_one = left(store, "id")
        store[Deliveries].hush(ana)

        assert of_one == [(each,) for each in ids[1:]]
        assert left(store, "id") == [(ids[1],), (ids[3],)]


@pytest.mark.parametrize(
    ("other_room", "kept"), [(OTHER, [("words", OTHER)]), (None, [])], ids=["another", "none"]
)
def test_what_waits_for_an_unlinked_account_goes_to_another_room_without_files(
    database: Database, other_room: str | None, kept: list[tuple[str, str]]
) -> None:
    with database.unit() as store:
        ana = member(store, ROOM)
        put(store, "words", member_id=ana)
        file = put(store, "a file", member_id=ana)
        put(store, "a mark", member_id=ana, action="react")
        store._session.get_one(Delivery, file).payload = {"words": "a file", "file": {}}
        store.flush()
        gone = Unlinked(ana, ROOM, ROOM, other_account=OTHER, other_room=other_room)
        store[Deliveries].unlink(gone)

        rows = left(store, "payload", "room")
        assert [(payload["words"], room) for payload, room in rows] == kept


def test_of_two_messages_of_a_mailing_the_one_that_arrived_stays(database: Database) -> None:
    with database.unit() as store:
        here = new_community(store, "eau").id
        mailing = store[Mailings].add(here, "letter", {}, NOW).id
        ana, zoe = member(store, ROOM), member(store, OTHER)
        arrived, waiting = (
            put(store, "letter", room, mailing_id=mailing, member_id=each)
            for room, each in ((ROOM, ana), (OTHER, zoe))
        )
        store[Outbox].sent([arrived], "1", NOW)
        store[Deliveries].merge(zoe, ana)

        assert left(store, "id", "member_id", "state") == [(arrived, zoe, DeliveryState.SENT)]
        assert store[Outbox].waiting(waiting) is None


def test_a_message_on_its_way_is_not_taken_back(database: Database) -> None:
    with database.unit() as store:
        leaving, waiting = put(store, "leaving"), put(store, "waiting")
        store[Outbox].sending([leaving])

        assert [store[Outbox].withdraw(each) for each in (leaving, waiting)] == [False, True]
        assert left(store, "id") == [(leaving,)]


def test_no_message_leaves_again_after_a_restore_nor_keeps_its_buttons_in_private(
    database: Database,
) -> None:
    with database.unit() as store:
        here = new_community(store, "eau")
        store[Communities].put_room(SQUARE, RoomKind.COMMUNITY, here)
        ids = [put(store, "…", room, buttons=[["yes"]]) for room in (ROOM, OTHER, SQUARE)]
        store[Outbox].sending(ids[:1])
        store[UncertainDeliveries].restored(NOW)

        assert next_words(store) == []
        assert left(store, "state") == [(DeliveryState.UNCERTAIN,)] * 3
        assert store[UncertainDeliveries].count_restored() == 3
        assert left(store, "buttons") == [(None,), (None,), ([["yes"]],)]


def test_messages_in_doubt_are_counted_for_their_community(database: Database) -> None:
    with database.unit() as store:
        here, there = new_community(store, "eau").id, new_community(store, "sol").id
        ids = [put(store, "…", SQUARE, community_id=each) for each in (here, here, there)]
        doubts = store[UncertainDeliveries]
        doubts.doubt(ids, NOW)
        counted = [doubts.doubtful(each, ["telegram"]) for each in (here, there)]
        doubts.see_to_doubts(here, ["telegram"])

        assert counted == [2, 1]
        assert [doubts.doubtful(each, ["telegram"]) for each in (here, there)] == [0, 1]


def test_the_last_words_to_a_person_go_once_they_are_sent(database: Database) -> None:
    with database.unit() as store:
        parting, other = put(store, "farewell", parting=True), put(store, "news")
        store[Outbox].sent([parting, other], "1", NOW)
        [purged] = store[Deliveries].purge(NOW + HOUR, RetentionPeriods())

        assert purged.count == 1
        assert left(store, "id") == [(other,)]
