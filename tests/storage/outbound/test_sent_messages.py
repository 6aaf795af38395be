"""Our own messages as people answer them."""

from datetime import timedelta

from storage.outbound import Outbox, SentMessages
from storage.outbound.deliveries import Priority
from storage.unit_of_work import Database
from tests.storage.outbound.puts import NOW, OTHER, ROOM, put

SECOND = timedelta(seconds=1)


def test_a_message_is_in_between_if_it_left_after_the_question(database: Database) -> None:
    with database.unit() as store:
        before = put(store, "the next step", priority=Priority.CARD, at=NOW - SECOND)
        question = put(store, "Who?")
        store[Outbox].sent([before], "1", NOW + SECOND)  # it was on its way already
        store[Outbox].sent([question], "2", NOW + 2 * SECOND)

        assert not store[SentMessages].came_since(ROOM, NOW)

        reminder = put(store, "a reminder", priority=Priority.CARD, at=NOW - SECOND)
        store[Outbox].sent([reminder], "3", NOW + 3 * SECOND)

        assert store[SentMessages].came_since(ROOM, NOW)
        assert not store[SentMessages].came_since(OTHER, NOW)


def test_an_unasked_message_is_in_between_if_the_question_has_not_left(database: Database) -> None:
    with database.unit() as store:
        put(store, "Who?")
        reminder = put(store, "a reminder", priority=Priority.CARD, at=NOW - SECOND)
        store[Outbox].sent([reminder], "1", NOW + SECOND)

        assert store[SentMessages].came_since(ROOM, NOW)
