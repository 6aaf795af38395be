"""Messages that are to go out: their order, their attempts, and their buttons."""

from typing import Any

import pytest

from storage.members import Members
from storage.outbound import (
    Mailings,
    Outbox,
    SentMessages,
    UncertainDeliveries,
)
from storage.outbound.deliveries import Delivery, DeliveryState, Offer, Priority
from storage.unit_of_work import Database, Store
from tests.storage.communities.new_community import new_community
from tests.storage.outbound.puts import HOUR, NOW, OTHER, ROOM, next_words, put


def test_the_most_urgent_goes_first_and_one_a_room(database: Database) -> None:
    with database.unit() as store:
        put(store, "letter", priority=Priority.DIGEST)
        put(store, "answer")
        put(store, "second answer")
        put(store, "news", OTHER, Priority.ANNOUNCEMENT)
        put(store, "elsewhere", "matrix:!a")

        assert next_words(store) == ["answer", "news"]
        assert next_words(store, ROOM) == ["news"]
        assert next_words(store, ROOM, OTHER) == []


def test_messages_that_may_not_leave_yet_wait(database: Database) -> None:
    with database.unit() as store:
        put(store, "tomorrow", at=NOW + HOUR)
        assert next_words(store) == []
        assert store[Outbox].next_times("telegram", NOW) == (NOW + HOUR, NOW + HOUR)
        assert next_words(store, now=NOW + HOUR) == ["tomorrow"]
        assert store[Outbox].next_times("telegram", NOW + HOUR) == (NOW + HOUR, None)


def test_a_message_on_its_way_is_not_offered_again(database: Database) -> None:
    with database.unit() as store:
        sent = put(store, "answer")
        store[Outbox].sending([sent])
        assert next_words(store) == []
        assert [row.id for row in store[Outbox].in_flight("telegram")] == [sent]
        assert list(store[Outbox].in_flight("matrix")) == []

        store[Outbox].later([sent], NOW, count=True)
        assert next_words(store) == ["answer"]


def test_an_attempt_put_off_by_the_network_is_not_counted(database: Database) -> None:
    with database.unit() as store:
        tried, put_off = put(store, "tried"), put(store, "put off", OTHER)
        store[Outbox].sending([tried, put_off])
        store[Outbox].later([tried], NOW, count=True)
        store[Outbox].later([put_off], NOW, count=False)
    with database.unit() as store:
        rows = [store[Outbox].waiting(each) for each in (tried, put_off)]
        assert [row.attempts for row in rows if row is not None] == [1, 0]


@pytest.mark.parametrize("end", ["sent", "fail", "doubt"])
def test_an_ended_message_keeps_none_of_its_words(database: Database, end: str) -> None:
    with database.unit() as store:
        row = put(store, "secret", about="letter:3", community_id=7)
        if end == "sent":
            store[Outbox].sent([row], "m1", NOW)
        elif end == "fail":
            store[Outbox].fail([row], "why", NOW)
        else:
            store[UncertainDeliveries].doubt([row], NOW)
    with database.unit() as store:
        ended = store._session.get_one(Delivery, row)
        assert (ended.about, ended.payload) == ("letter:3", None)


def test_a_message_is_known_by_its_room_and_id(database: Database) -> None:
    with database.unit() as store:
        store[Outbox].sent([put(store, "a", about="letter:3", community_id=7)], "m1", NOW)
        store[Outbox].sent([put(store, "b", community_id=8)], "m2", NOW)

        assert store[SentMessages].about(ROOM, "m1") == "letter:3"
        assert store[SentMessages].about(OTHER, "m1") is None
        assert store[SentMessages].about(ROOM, "m2") is None
        assert store[SentMessages].community_of(ROOM, "m2") == 8
        assert store[SentMessages].community_of(ROOM, "m3") is None


def test_each_piece_of_a_message_can_be_replied_to(database: Database) -> None:
    with database.unit() as store:
        row = put(store, "long", about="letter:3", community_id=7)
        store[Outbox].piece_sent([row], 1, "m1", NOW)
        assert next_words(store) == ["long"]
        store[Outbox].sent([row], "m2", NOW)

        assert {store[SentMessages].about(ROOM, each) for each in ("m1", "m2")} == {"letter:3"}


def last_buttons(store: Store) -> list[Any] | None:
    offer = store[SentMessages].last_offer(ROOM)
    return None if offer is None else offer.buttons


def test_the_last_buttons_are_those_that_arrived_last(database: Database) -> None:
    with database.unit() as store:
        assert store[SentMessages].last_offer(ROOM) is None
        early = put(store, "planned yesterday", buttons=[["early"]])
        late = put(store, "answer", buttons=[["late"]])
        plain = put(store, "words")
        put(store, "waits", buttons=[["waits"]])
        put(store, "elsewhere", OTHER, buttons=[["other"]])
        store[Outbox].sent([late], "m1", NOW)
        store[Outbox].sent([plain], "m2", NOW)
        assert last_buttons(store) == [["late"]]

        store[Outbox].sent([early], "m3", NOW + HOUR)
        assert last_buttons(store) == [["early"]]

        edited = put(store, "the early one, edited", action="edit", buttons=[["edited"]])
        store[Outbox].sent([edited], "m3", NOW + HOUR)
        assert last_buttons(store) == [["edited"]]


def test_a_message_offers_the_buttons_that_it_has_now(database: Database) -> None:
    with database.unit() as store:
        asked = put(store, "asked", buttons=[["yes"]])
        plain = put(store, "plain")
        store[Outbox].sent([asked], "m1", NOW)
        store[Outbox].sent([plain], "m2", NOW)

        assert store[SentMessages].offer(ROOM, "m1") == Offer([["yes"]], None)
        assert store[SentMessages].offer(f"{ROOM}/m1", "m1") == Offer([["yes"]], None), (
            "in its thread"
        )
        assert store[SentMessages].offer(OTHER, "m1") is None
        assert store[SentMessages].offer(ROOM, "m2") is None
        assert store[SentMessages].offer(ROOM, "m3") is None

        store[SentMessages].keep_shown(ROOM, "m1", [["no"]])
        assert store[SentMessages].offer(ROOM, "m1") == Offer([["no"]], None)
        answered = put(store, "answered", action="edit", target="m1")
        store[Outbox].sent([answered], "m1", NOW + HOUR)
        assert store[SentMessages].offer(ROOM, "m1") is None


def test_a_dead_room_gives_up_its_waiting_messages_only(database: Database) -> None:
    with database.unit() as store:
        on_its_way = put(store, "on its way")
        store[Outbox].sending([on_its_way])
        put(store, "waits")
        put(store, "fine", OTHER)
        store[Outbox].lose_room(ROOM, "blocked", NOW)

        assert next_words(store) == ["fine"]
        assert store[Outbox].count(DeliveryState.FAILED) == 1
        assert store[Outbox].count(DeliveryState.SENDING, network="telegram") == 1
        assert store[Outbox].count(DeliveryState.SENDING, network="matrix") == 0


def test_waiting_messages_follow_their_room(database: Database) -> None:
    with database.unit() as store:
        put(store, "waits")
        store[Outbox].move_room(ROOM, "telegram:9")
        assert [
            row.room for row in store[Outbox].next_for("telegram", NOW, without=(), most=9)
        ] == ["telegram:9"]


def test_a_message_that_did_not_leave_can_be_taken_back(database: Database) -> None:
    with database.unit() as store:
        waits, left = put(store, "waits"), put(store, "left", OTHER)
        store[Outbox].sending([left])

        assert store[Outbox].withdraw(waits)
        assert not store[Outbox].withdraw(left)
        assert not store[Outbox].withdraw(999)
        assert next_words(store) == []


def test_a_mailing_has_one_row_a_person(database: Database) -> None:
    with database.unit() as store:
        ana, ben = (
            store[Members].register(f"telegram:{name}", name, direct=None, at=NOW).id
            for name in ("ana", "ben")
        )
        mailing = store[Mailings].add(
            new_community(store, "energie").id, "letter", {"words": "hi"}, NOW
        )
        row = {
            "network": "telegram",
            "room": ROOM,
            "action": "send",
            "priority": 3,
            "state": "waiting",
            "locale": "fr",
            "zone": "UTC",
            "member_id": ana,
            "mailing_id": mailing.id,
            "again": False,
            "unasked": False,
            "txn": "t",
            "piece": 0,
            "attempts": 0,
            "not_before": NOW,
            "created_at": NOW,
        }
        store[Outbox].put_mailed([row, {**row, "member_id": ben}])
        store[Outbox].put_mailed([row])
        store[Outbox].put_mailed([])

        assert store[Outbox].count(DeliveryState.WAITING) == 2
