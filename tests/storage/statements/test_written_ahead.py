"""SQLite's log, which shows rows as they were, is emptied as soon as nobody reads in it."""

from datetime import UTC, datetime
from pathlib import Path

from storage.inbound import Inbox
from storage.outbound import Outbox, Priority
from storage.unit_of_work import Database

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
WORDS = "voter 1 jeudi"


def received(database: Database, key: str) -> None:
    """Keep a message, and be done with it."""
    with database.unit() as store:
        store[Inbox].receive("telegram", [(key, "telegram:1", {"words": WORDS})], NOW)
    with database.unit() as store:
        store[Inbox].done([each.id for each in store[Inbox].waiting(10)], NOW)


def legible(database: Database) -> bool:
    """True if the words stand in the file or in its log; on PostgreSQL nobody looks."""
    if not database.is_sqlite:
        return False
    file = Path(str(database.url.database))
    log = file.with_name(f"{file.name}-wal")
    return any(WORDS.encode() in each.read_bytes() for each in (file, log))


def test_a_message_is_not_legible_once_the_log_is_emptied(database: Database) -> None:
    received(database, "1")
    assert legible(database) is database.is_sqlite

    assert database.log.empty()

    assert not legible(database)
    assert database.log.empty(), "nothing came since"


def test_a_reader_delays_it_and_is_not_disturbed(database: Database) -> None:
    received(database, "1")
    with database.reading() as store:
        seen = store[Inbox].position("telegram")
        received(database, "2")

        assert database.log.empty() is not database.is_sqlite
        assert store[Inbox].position("telegram") == seen

    assert database.log.empty()
    assert not legible(database)


def test_the_words_of_a_message_go_from_the_log_once_it_is_sent(database: Database) -> None:
    with database.unit() as store:
        row = store[Outbox].put(
            room="telegram:1",
            priority=Priority.ANSWER,
            at=NOW,
            locale="fr",
            zone="Europe/Paris",
            payload={"words": WORDS},
        )
    assert database.log.empty()
    with database.unit() as store:
        store[Outbox].sent([row], "7", NOW)
        store.conceal_changes("deliveries")

    assert database.log.empty()

    assert not legible(database)
