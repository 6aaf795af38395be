"""Updates of presses on buttons."""

from datetime import UTC, datetime

import pytest

from bot.core.messages.incoming import Incoming, Kind
from tests.transports.telegram.updates.raw_updates import ANA, GROUP, OURS, Json, message, read


def test_a_press_tells_what_was_pressed_where() -> None:
    query = {"id": "99", "from": ANA, "data": "vote:7:2", "chat_instance": "x"}
    topic: Json = {"message_thread_id": 17, "is_topic_message": True}
    incoming = read(callback_query=query | {"message": message("Sondage 7", sender=OURS, **topic)})
    assert incoming is not None
    assert incoming == Incoming(
        kind=Kind.PRESS,
        network="telegram",
        key="1000",
        room="telegram:-1001/17",
        direct=False,
        sender="telegram:42",
        name="Ana López",
        handle="ana_b",
        locale="fr",
        press="vote:7:2",
        press_id="99",
        about="7",
        about_at=incoming.about_at,
        shown=False,
    )
    assert incoming.about_at == datetime(2026, 11, 25, 12, tzinfo=UTC)


BUTTONS: Json = {
    "inline_keyboard": [
        [{"text": "mardi", "callback_data": "vote:7:1"}],
        [
            {"text": "Lire", "url": "https://example.org"},
            {"text": "?", "callback_data": "vote:7:2"},
        ],
    ]
}


@pytest.mark.parametrize(
    ("pressed", "shown"),
    [
        pytest.param(message("?", sender=OURS, reply_markup=BUTTONS), True, id="a button of it"),
        pytest.param(message("Bonjour", sender=OURS), False, id="forged"),
        pytest.param({"chat": GROUP, "message_id": 7, "date": 0}, None, id="a deleted message"),
    ],
)
def test_a_press_says_whether_the_message_has_that_button(
    *, pressed: Json, shown: bool | None
) -> None:
    incoming = read(callback_query={"id": "9", "from": ANA, "data": "vote:7:2", "message": pressed})
    assert incoming is not None
    assert incoming.shown is shown


def test_a_press_under_a_message_out_of_reach_tells_where() -> None:
    gone = {"message_id": 7, "chat": GROUP, "date": 0}
    incoming = read(callback_query={"id": "99", "from": ANA, "data": "vote:7:2", "message": gone})
    assert incoming is not None
    assert (incoming.room, incoming.about) == ("telegram:-1001", "7")
    assert incoming.about_at is None


@pytest.mark.parametrize("query", [{"data": "vote:7:2"}, {"message": message("x"), "game": "g"}])
def test_a_press_on_nothing_of_ours_is_dropped(query: Json) -> None:
    whole: Json = {"id": "99", "from": ANA, "data": "vote:7:2", "message": message("x")}
    assert read(callback_query=whole) is not None
    assert read(callback_query={"id": "99", "from": ANA} | query) is None
