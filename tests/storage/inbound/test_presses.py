"""Presses that show: kept until they are taken back, by whoever made them."""

from datetime import UTC, datetime, timedelta

from storage.inbound.presses import Press
from storage.unit_of_work import Database

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
ANA, LUC = "matrix:@ana", "matrix:@luc"
VOTE = Press("vote:7:2", "$card")


def test_a_press_is_taken_back_once_and_by_its_sender(database: Database) -> None:
    with database.unit() as store:
        store.presses.add("matrix", "$1", ANA, VOTE, NOW)
        store.presses.add("matrix", "$1", ANA, Press("vote:7:3", None), NOW)

        assert store.presses.take("matrix", "$1", LUC) is None
        assert store.presses.take("telegram", "$1", ANA) is None
        assert store.presses.take("matrix", "$2", ANA) is None
        assert store.presses.take("matrix", "$1", ANA) == VOTE
        assert store.presses.take("matrix", "$1", ANA) is None


def test_presses_are_forgotten_with_time_and_with_their_people(database: Database) -> None:
    with database.unit() as store:
        store.presses.add("matrix", "$old", ANA, VOTE, NOW)
        store.presses.add("matrix", "$new", ANA, VOTE, NOW + timedelta(days=1))
        store.presses.add("matrix", "$hers", LUC, VOTE, NOW + timedelta(days=1))

        store.presses.purge(NOW + timedelta(hours=1))
        assert store.presses.take("matrix", "$old", ANA) is None

        luc = store.members.register(LUC, "Luc", direct=None, at=NOW)
        store.erase(luc)
        assert store.presses.take("matrix", "$hers", LUC) is None
        assert store.presses.take("matrix", "$new", ANA) == VOTE
