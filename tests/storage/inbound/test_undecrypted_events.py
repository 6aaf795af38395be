"""Events whose key is missing wait as they came, each once, and tell what nobody knows yet."""

from datetime import UTC, datetime, timedelta

from bot.domain.personal_data import RetentionPeriods
from storage.inbound import Inbox, UndecryptedEvents
from storage.inbound.inbox import WAITS_FOR_KEY, UntoldEvents
from storage.unit_of_work import Database

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
HOUR = timedelta(hours=1)
ROOM, OTHER = "matrix:!a", "matrix:!b/@zoe"


def test_undecrypted_events_are_given_in_order_until_they_are_opened(database: Database) -> None:
    with database.unit() as store:
        store[UndecryptedEvents].receive("matrix", [("$2", ROOM, "two"), ("$1", OTHER, "one")], NOW)
        store[UndecryptedEvents].receive("other", [("$2", "other:1", "elsewhere")], NOW)

        assert store[UndecryptedEvents].waiting("matrix") == [
            ("$2", ROOM, "two"),
            ("$1", OTHER, "one"),
        ]
        store[UndecryptedEvents].open("matrix", ["$2", "$unknown"])
        assert store[UndecryptedEvents].waiting("matrix") == [("$1", OTHER, "one")]
        assert store[UndecryptedEvents].count() == 2


def test_a_known_key_is_passed_over(database: Database) -> None:
    with database.unit() as store:
        store[Inbox].receive("matrix", [("$read", ROOM, {})], NOW)
        store[UndecryptedEvents].receive("matrix", [("$1", ROOM, "one"), ("$2", ROOM, "two")], NOW)
        store[UndecryptedEvents].open("matrix", ["$1"])

        again = [("$read", ROOM, "x"), ("$1", ROOM, "x"), ("$2", ROOM, "x"), ("$2", ROOM, "y")]
        store[UndecryptedEvents].receive("matrix", again, NOW)

        assert store[UndecryptedEvents].waiting("matrix") == [("$2", ROOM, "two")]


def test_a_room_is_told_of_events_that_came_since(database: Database) -> None:
    with database.unit() as store:
        store[UndecryptedEvents].receive("matrix", [("$1", ROOM, "one")], NOW)
        store[UndecryptedEvents].receive(
            "matrix", [("$2", ROOM, "two"), ("$3", OTHER, "three")], NOW + HOUR
        )

        assert store[UndecryptedEvents].untold() == [
            UntoldEvents(ROOM, 2, NOW),
            UntoldEvents(OTHER, 1, NOW + HOUR),
        ]
        store[UndecryptedEvents].tell([ROOM], NOW + HOUR)
        store[UndecryptedEvents].receive("matrix", [("$4", ROOM, "four")], NOW + 2 * HOUR)

        assert store[UndecryptedEvents].untold() == [
            UntoldEvents(OTHER, 1, NOW + HOUR),
            UntoldEvents(ROOM, 1, NOW + 2 * HOUR),
        ]
        assert store[UndecryptedEvents].told_since(NOW) == {ROOM}
        assert store[UndecryptedEvents].told_since(NOW + HOUR) == set()


def test_rooms_are_forgotten_with_their_topics(database: Database) -> None:
    rooms = [ROOM, f"{ROOM}/$thread", f"{ROOM}bc", OTHER]
    with database.unit() as store:
        store[UndecryptedEvents].receive("matrix", [(f"${each}", each, "x") for each in rooms], NOW)

        store.lose_room(ROOM, "gone", NOW)
        assert [room for _, room, _ in store[UndecryptedEvents].waiting("matrix")] == [
            f"{ROOM}bc",
            OTHER,
        ]
        store[UndecryptedEvents].forget([OTHER])
        assert store[UndecryptedEvents].count() == 1


def test_older_undecrypted_events_are_purged(database: Database) -> None:
    with database.unit() as store:
        store[UndecryptedEvents].receive("matrix", [("$1", ROOM, "old"), ("$0", ROOM, "open")], NOW)
        store[UndecryptedEvents].open("matrix", ["$0"])
        store[UndecryptedEvents].receive("matrix", [("$2", ROOM, "new")], NOW + HOUR)

        store.purge(NOW + HOUR / 2 + WAITS_FOR_KEY, RetentionPeriods())
        store[UndecryptedEvents].receive("matrix", [("$0", ROOM, "again")], NOW + HOUR)

        assert [key for key, _, _ in store[UndecryptedEvents].waiting("matrix")] == ["$2", "$0"]
