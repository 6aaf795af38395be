"""Newcomers and their welcomes, as the database keeps them."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.introductions import WELCOME_LIFE, GreetedNames
from storage.communities import Communities, Community, RoomKind
from storage.joining import Welcomes
from storage.unit_of_work import Database, Store

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
OLD, NEW, TOPIC = "telegram:-1", "telegram:-1001", "telegram:-1/17"


@pytest.fixture
def community_id(database: Database) -> int:
    with database.unit() as store:
        names = {"slug": "eau", "name": "Eau", "locale": "fr", "timezone": "Europe/Paris"}
        return store[Communities].add(Community(digest="", polls_by="", **names)).id


def come(store: Store, community_id: int, *people: str, room: str = OLD) -> None:
    for name in people:
        store[Welcomes].came(room, f"telegram:{name}", name, community_id=community_id, at=NOW)


def welcome(store: Store, community_id: int, room: str = OLD) -> int:
    opened = store[Welcomes].open(room, community_id, at=NOW, ends_at=NOW + WELCOME_LIFE)
    store[Welcomes].take_in(opened, room)
    return opened


def test_a_room_that_moves_takes_its_newcomers_along_once(
    database: Database, community_id: int
) -> None:
    with database.unit() as store:
        come(store, community_id, "Zoé", "Max")
        opened = welcome(store, community_id)
        come(store, community_id, "Zoé", "Inès", room=NEW)

        store.move_room(OLD, NEW)

        assert store[Welcomes].rooms_waiting() == [NEW]
        assert store[Welcomes].greeted(opened) == GreetedNames(("Max",), 0)
        standing = store[Welcomes].standing(NEW)
        assert standing is not None
        assert standing.id == opened


def test_a_person_who_leaves_a_forum_leaves_its_topics_and_no_other_room(
    database: Database, community_id: int
) -> None:
    with database.unit() as store:
        for room in (OLD, TOPIC, "telegram:-17", "telegram:-1001"):
            come(store, community_id, "Zoé", room=room)

        store[Welcomes].went(OLD, "telegram:Zoé")

        assert store[Welcomes].rooms_waiting() == ["telegram:-1001", "telegram:-17"]


def test_the_names_that_are_not_shown_are_not_kept(database: Database, community_id: int) -> None:
    with database.unit() as store:
        come(store, community_id, *"ABCDEFGH")
        opened = welcome(store, community_id)
        assert store[Welcomes].greeted(opened) == GreetedNames(tuple("ABCDE"), 3)

        store[Welcomes].went(OLD, "telegram:A")
        assert store[Welcomes].greeted(opened) == GreetedNames(tuple("BCDE"), 3)
        come(store, community_id, "I", "J")
        store[Welcomes].take_in(opened, OLD)
        assert store[Welcomes].greeted(opened) == GreetedNames(tuple("BCDEI"), 4)


def test_expired_newcomers_and_welcomes_are_purged(database: Database, community_id: int) -> None:
    with database.unit() as store:
        come(store, community_id, "Zoé")
        ended = welcome(store, community_id)
        store[Welcomes].end(ended, NOW)
        come(store, community_id, "Max")
        later = NOW + WELCOME_LIFE

        def purge(now: datetime) -> None:
            day = timedelta(days=1)
            store[Welcomes].drop_expired(
                came_before=now - WELCOME_LIFE, ended_before=now - day, begun_before=now - 60 * day
            )

        purge(later - MINUTE)
        assert store[Welcomes].rooms_waiting() == [OLD]
        purge(later)
        assert store[Welcomes].rooms_waiting() == []
        assert store[Welcomes].last_at(OLD) is None


def test_a_newcomer_to_a_forum_is_met_in_it_and_in_its_topics(
    database: Database, community_id: int
) -> None:
    with database.unit() as store:
        eau = store[Communities].get(community_id)
        for room in (OLD, TOPIC, "telegram:-17"):
            store[Communities].put_room(room, RoomKind.COMMUNITY, eau)
        store[Communities].put_room("telegram:-1/18", RoomKind.CHANNEL, eau)

        found = store[Communities].met_in(OLD)

        assert [room for room, _ in found] == [OLD, TOPIC]
        assert {community.id for _, community in found} == {community_id}
