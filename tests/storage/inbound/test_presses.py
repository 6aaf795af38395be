"""Presses that show: kept until their senders take them back."""

from datetime import UTC, datetime, timedelta

from bot.domain.personal_data import RetentionPeriods
from storage.inbound import Presses
from storage.inbound.recent_acts import Press
from storage.members import Members
from storage.unit_of_work import Database

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
AGES = RetentionPeriods()
ANA, LUC = "matrix:@ana", "matrix:@luc"
VOTE = Press("vote:7:2", "$card")


def test_a_press_is_taken_back_once_and_by_its_sender(database: Database) -> None:
    with database.unit() as store:
        store[Presses].add("matrix", "$1", ANA, VOTE, NOW)
        store[Presses].add("matrix", "$1", ANA, Press("vote:7:3", None), NOW)

        assert store[Presses].take("matrix", "$1", LUC) is None
        assert store[Presses].take("telegram", "$1", ANA) is None
        assert store[Presses].take("matrix", "$2", ANA) is None
        assert store[Presses].take("matrix", "$1", ANA) == VOTE
        assert store[Presses].take("matrix", "$1", ANA) is None


def test_presses_are_forgotten_with_time_and_with_their_people(database: Database) -> None:
    with database.unit() as store:
        store[Presses].add("matrix", "$old", ANA, VOTE, NOW)
        store[Presses].add("matrix", "$new", ANA, VOTE, NOW + timedelta(days=1))
        store[Presses].add("matrix", "$hers", LUC, VOTE, NOW + timedelta(days=1))

        store.purge(NOW + timedelta(hours=1) + AGES.sent, AGES)
        assert store[Presses].take("matrix", "$old", ANA) is None

        luc = store[Members].register(LUC, "Luc", direct=None, at=NOW)
        store.erase(luc)
        assert store[Presses].take("matrix", "$hers", LUC) is None
        assert store[Presses].take("matrix", "$new", ANA) == VOTE
