"""Updates and fields that are newer than python-telegram-bot, or than this program."""

from typing import Any

import pytest

from bot.core.messages.incoming import Kind
from bot.transports.telegram.polling import read_batch
from tests.transports.telegram.updates.raw_updates import ANA, DIRECT, GROUP, READER, message

COMMUNITY = {"community": {"id": 7, "name": "Occitanie"}}


@pytest.mark.parametrize(
    "update",
    [
        {"subscription": {"user": ANA, "invoice_payload": "", "state": "active"}},
        {"stopped_message_generation": {"chat": DIRECT}},
        {"from_next_year": {"something": [1]}},
        {"from_next_year": 7},
        {"message": message(chat=GROUP, community_chat_added=COMMUNITY)},
        {"message": message(chat=DIRECT, community_chat_joined=COMMUNITY)},
    ],
    ids=["subscription", "stopped", "unknown", "no object", "community", "joined"],
)
def test_what_is_not_for_us_is_acknowledged(update: dict[str, Any]) -> None:
    words = {"update_id": 2, "message": message("bonjour", chat=DIRECT)}

    batch = read_batch(READER, [{"update_id": 1, **update}, words])

    assert [each.words for each in batch.arrivals] == ["bonjour"]
    assert (batch.unreadable, batch.offset) == ([], 3)


def test_unknown_fields_of_known_updates_are_passed_over() -> None:
    told = message("bonjour", chat=DIRECT, from_next_year={"a": 1}, community_chat_added=COMMUNITY)

    batch = read_batch(READER, [{"update_id": 1, "message": told, "seen_by": [7]}])

    (came,) = batch.arrivals
    assert (came.kind, came.words, came.attachment) == (Kind.WORDS, "bonjour", None)


def test_a_content_of_next_year_in_private_is_not_dropped() -> None:
    told = message(chat=DIRECT, hologram={"file_id": "1"})

    (came,) = read_batch(READER, [{"update_id": 1, "message": told}]).arrivals

    assert came.attachment == "hologram"


def test_a_request_to_join_with_a_query_is_a_request() -> None:
    asked = {"chat": GROUP, "from": ANA, "user_chat_id": 42, "date": 1, "query_id": "7"}

    (came,) = read_batch(READER, [{"update_id": 1, "chat_join_request": asked}]).arrivals

    assert came.kind is Kind.ASKED
