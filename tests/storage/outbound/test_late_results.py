"""Late results, suspended posts, and old rows of the outbox."""

import pytest

from bot.domain.personal_data import RetentionPeriods
from storage.outbound import (
    Cards,
    Deliveries,
    Outbox,
    RoomDeliveries,
    UncertainDeliveries,
)
from storage.outbound.deliveries import Delivery, DeliveryState
from storage.unit_of_work import Database, Store
from tests.storage.outbound.puts import HOUR, NOW, OTHER, ROOM, next_words, put

AGES = RetentionPeriods()


def test_rooms_that_the_network_put_off_are_known_after_a_restart(database: Database) -> None:
    with database.unit() as store:
        late = put(store, "late")
        put(store, "planned for tomorrow", OTHER, at=NOW + HOUR)
        put(store, "unasked", "telegram:3", unasked=True)
        store[Outbox].later([late], NOW + HOUR, count=True)

        assert store[Outbox].held("telegram", NOW) == [(ROOM, NOW + HOUR)]
        assert store[Outbox].held("telegram", NOW + HOUR) == []
        assert store[Outbox].held("matrix", NOW) == []


def test_old_messages_are_forgotten(database: Database) -> None:
    with database.unit() as store:
        old, new = put(store, "old"), put(store, "new", OTHER)
        store[Outbox].sent([old], "m1", NOW - 100 * HOUR)
        store[Outbox].sent([new], "m2", NOW)
        put(store, "waits", at=NOW - 100 * HOUR)
        store[Deliveries].purge(NOW - HOUR + AGES.sent, AGES)

        assert store._session.query(Delivery).count() == 2


def test_a_late_result_is_not_written_to_a_newer_message(database: Database) -> None:
    with database.unit() as store:
        asked = put(store, "Have all deleted?")
        store[Outbox].sending([asked])
    with database.unit() as store:
        store[Deliveries].forget({ROOM})
        put(store, "All is deleted.")

    with database.unit() as store:
        store[Outbox].sent([asked], "7", NOW)

    with database.unit() as store:
        assert next_words(store) == ["All is deleted."]


def test_a_late_result_is_not_written_to_a_newer_card(database: Database) -> None:
    def add(store: Store, room: str) -> int:
        card = store[Cards].add("poll", 1, room=room, community_id=None, locale="en", zone="UTC")
        return card.id

    with database.unit() as store:
        shown = add(store, ROOM)
    with database.unit() as store:
        store[Cards].forget({ROOM})
        newer = add(store, OTHER)

    with database.unit() as store:
        store[Cards].posted(shown, "7", 9)
        store[Cards].show(shown, 9)

    with database.unit() as store:
        card = store[Cards].get(newer)
        assert (card.room, card.message_id, card.shown) == (OTHER, None, 0)


def test_a_post_that_is_put_off_while_it_is_suspended_waits_for_the_resumption(
    database: Database,
) -> None:
    with database.unit() as store:
        post = put(store, "The garden opens.")
        store[Outbox].sending([post])
    with database.unit() as store:
        store[RoomDeliveries].pause([post])
    with database.unit() as store:
        store[Outbox].later([post], NOW, count=False)

        assert next_words(store) == []
        store[RoomDeliveries].resume([post])
        assert next_words(store) == ["The garden opens."]


@pytest.mark.parametrize("then", ["pause", "drop"])
def test_a_suspended_post_that_is_on_its_way_arrives(database: Database, then: str) -> None:
    with database.unit() as store:
        post = put(store, "The garden opens.")
        store[Outbox].sending([post])
    with database.unit() as store:
        getattr(store[RoomDeliveries], then)([post])
        store[Outbox].sent([post], "7", NOW)

        assert store[RoomDeliveries].states([post]) == {post: DeliveryState.SENT}


def test_a_suspended_post_that_may_have_arrived_is_told_of(database: Database) -> None:
    with database.unit() as store:
        post = put(store, "The garden opens.", community_id=8)
        store[Outbox].sending([post])
        store[RoomDeliveries].pause([post])
        store[UncertainDeliveries].doubt([post], NOW)

        assert store[UncertainDeliveries].doubtful(8, ["telegram"]) == 1
