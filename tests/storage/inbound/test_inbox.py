"""Incoming messages are kept once, in order, with the position of their network."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.personal_data import RetentionPeriods
from storage.inbound import Inbox
from storage.inbound.inbox import InboxRow, InboxState
from storage.unit_of_work import Database, Store

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
DAY = timedelta(days=1)


def receive(store: Store, *keys: str, network: str = "telegram", at: datetime = NOW) -> None:
    store[Inbox].receive(network, [(key, "telegram:7", {"words": key}) for key in keys], at)


def waiting(database: Database) -> list[str]:
    with database.unit() as store:
        return [row.payload["words"] for row in store[Inbox].waiting(100)]


def rows(database: Database) -> list[tuple[str, str, int]]:
    with database.unit() as store:
        found = store._session.query(InboxRow).order_by(InboxRow.id)
        return [(row.key, row.state, row.attempts) for row in found]


def test_rows_wait_in_the_order_in_which_they_came(database: Database) -> None:
    with database.unit() as store:
        receive(store, "3", "1", "2")
        receive(store, "0")

    assert waiting(database) == ["3", "1", "2", "0"]
    with database.unit() as store:
        assert [row.payload["words"] for row in store[Inbox].waiting(2)] == ["3", "1"]


def test_a_key_is_taken_once_a_network(database: Database) -> None:
    with database.unit() as store:
        receive(store, "1", "2", "1")
        receive(store, "2", "3")
        receive(store, "1", network="matrix")

    assert waiting(database) == ["1", "2", "3", "1"]


@pytest.mark.parametrize("ended", ["done", "quarantined"])
def test_a_key_stays_known_when_its_row_has_ended(database: Database, ended: str) -> None:
    with database.unit() as store:
        receive(store, "1")
        if ended == "done":
            store[Inbox].done([1], NOW)
        else:
            store[Inbox].quarantine(1, "poison", NOW)
        receive(store, "1")

    assert rows(database) == [("1", ended, 0)]
    assert waiting(database) == []


def test_a_message_set_aside_twice_is_kept_once(database: Database) -> None:
    with database.unit() as store:
        for _ in range(2):
            store[Inbox].set_aside("telegram", "1", {"raw": "{"}, NOW)
        receive(store, "1")

    assert rows(database) == [("1", "quarantined", 0)]


def test_the_position_is_committed_with_the_messages(database: Database) -> None:
    with database.unit() as store:
        assert store[Inbox].position("telegram") is None
        store[Inbox].advance("telegram", "1")
    with suppress(ValueError), database.unit() as store:
        receive(store, "2")
        store[Inbox].advance("telegram", "2")
        raise ValueError("the process dies")

    with database.unit() as store:
        assert store[Inbox].position("telegram") == "1"
        assert store[Inbox].position("matrix") is None
    assert waiting(database) == []


def test_an_attempt_is_counted_and_taken_back(database: Database) -> None:
    with database.unit() as store:
        receive(store, "1", "2")
        store[Inbox].attempt([1, 2])
        store[Inbox].attempt([2], -1)
        store[Inbox].attempt([])
        assert [row.attempts for row in store[Inbox].waiting(9)] == [2, 1], "with the one to come"


def test_waiting_messages_are_counted_with_their_age(database: Database) -> None:
    with database.unit() as store:
        assert store[Inbox].oldest_waiting() is None
        receive(store, "1")
        receive(store, "2", at=NOW + DAY)
        assert store[Inbox].count(InboxState.NEW) == 2
        assert store[Inbox].oldest_waiting() == NOW
        store[Inbox].done([1], NOW)
        assert store[Inbox].oldest_waiting() == NOW + DAY
        assert store[Inbox].count(InboxState.DONE) == 1


def test_payloads_go_after_a_while_and_keys_later(database: Database) -> None:
    with database.unit() as store:
        receive(store, "poison", "old poison", "done", "waits")
        store[Inbox].quarantine(1, "poison", NOW)
        store[Inbox].quarantine(2, "poison", NOW - 10 * DAY)
        store[Inbox].done([3], NOW - 40 * DAY)
        store[Inbox].purge(NOW, RetentionPeriods(set_aside=7 * DAY, received=30 * DAY))

    with database.unit() as store:
        left = store._session.query(InboxRow).order_by(InboxRow.id)
        assert [(row.key, row.payload is None) for row in left] == [
            ("poison", False),
            ("old poison", True),
            ("waits", False),
        ]


def test_a_row_that_could_not_be_handled_goes_with_whose_words_it_answers(
    database: Database,
) -> None:
    answered = {"sender": "telegram:7", "answered": ["Bonjour", "telegram:8", "Zoé"]}
    with database.unit() as store:
        store[Inbox].receive("telegram", [("1", "telegram:7", answered)], NOW)
        store[Inbox].quarantine(1, "poison", NOW)
        store[Inbox].forget({"telegram:9"})
    with database.unit() as store:
        assert store._session.query(InboxRow).one().payload == answered
        store[Inbox].forget({"telegram:8"})
    with database.unit() as store:
        assert store._session.query(InboxRow).one().payload is None


def test_nothing_that_waited_is_handled_again_after_a_restore(database: Database) -> None:
    with database.unit() as store:
        receive(store, "1", "2")
        store[Inbox].advance("telegram", "7")
        store[Inbox].restored(NOW)

        assert store[Inbox].waiting(100) == []
        assert store[Inbox].position("telegram") is None
    assert rows(database) == [("1", InboxState.DONE, 0), ("2", InboxState.DONE, 0)]


def test_a_handled_message_keeps_none_of_its_words(database: Database) -> None:
    with database.unit() as store:
        receive(store, "1")
        [row] = store[Inbox].waiting(1)
        store[Inbox].done([row.id], NOW)
        [kept] = store._session.query(InboxRow).all()

        assert (kept.key, kept.state, kept.done_at) == ("1", InboxState.DONE, NOW)
        assert (kept.payload, kept.room) == (None, None)
