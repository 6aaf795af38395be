"""A call must have the right address, the right parameters and the right types."""

from typing import Any

import pytest
import telegram

from tests.emulator import BotApi, Person
from tests.emulator.conftest import Line

BUTTON = {"text": "Oui", "callback_data": "yes"}


async def test_the_bot_knows_itself(bot: telegram.Bot, api: BotApi) -> None:
    assert (bot.id, bot.username) == (api.bot.id, "terreau_bot")
    assert bot.can_read_all_group_messages is False


async def test_names_of_methods_ignore_capitals_and_get_is_accepted(line: Line) -> None:
    assert (await line.call("GETME"))["result"]["username"] == "terreau_bot"
    assert (await line.get("/bot123:abc/getMe?"))["ok"] is True


@pytest.mark.parametrize(
    ("path", "code", "words"),
    [
        pytest.param("/bot123:wrong/getMe", 401, "Unauthorized", id="wrong token"),
        pytest.param("/bot123/getMe", 404, "Not Found", id="malformed token"),
        pytest.param("/getMe", 404, "Not Found", id="no token"),
        pytest.param("/bot123:abc/getMood", 404, "Not Found: method not found", id="no method"),
    ],
)
async def test_a_wrong_address_is_refused(
    api: BotApi, line: Line, path: str, code: int, words: str
) -> None:
    told = await line.get(path)

    assert told == {"ok": False, "error_code": code, "description": words}
    assert len(api.violations) == 1


@pytest.mark.parametrize(
    ("params", "words"),
    [
        pytest.param({"txet": "a"}, "unknown parameter 'txet'", id="misspelt"),
        pytest.param({"timeout": 3}, "unknown parameter 'timeout'", id="of another method"),
        pytest.param({"reply_to_message_id": 3}, "unknown parameter 'reply_to", id="outdated"),
        pytest.param({"chat_id": "ana"}, "can't parse chat_id: expected an Integer", id="name"),
        pytest.param({"chat_id": True}, "can't parse chat_id: expected an Integer", id="boolean"),
        pytest.param({"text": 12}, "can't parse text: expected a String", id="number"),
        pytest.param({"text": ""}, "message text is empty", id="empty"),
        pytest.param({"text": " \n "}, "message text is empty", id="blank"),
        pytest.param(
            {"disable_notification": "maybe"}, "can't parse disable_notification", id="maybe"
        ),
        pytest.param({"reply_markup": "buttons"}, "expected JSON", id="no JSON"),
        pytest.param({"reply_markup": []}, "expected an Object", id="no object"),
        pytest.param({"reply_markup": {"buttons": []}}, "can't parse reply_markup", id="no markup"),
        pytest.param(
            {"reply_markup": {"inline_keyboard": [[BUTTON | {"colour": "red"}]]}},
            "InlineKeyboardMarkup has no colour",
            id="no such field of a button",
        ),
        pytest.param({"entities": [{"type": "bold", "offset": 0}]}, "entities", id="no length"),
        pytest.param(
            {"entities": [{"type": "bold", "offset": 0, "length": 99}]}, "ends after", id="long"
        ),
        pytest.param({"parse_mode": "Markdown"}, "unsupported parse_mode", id="Markdown"),
    ],
)
async def test_wrong_parameters_are_refused_and_held_against_the_bot(
    api: BotApi, line: Line, ana: Person, params: dict[str, Any], words: str
) -> None:
    refusal = await line.refusal("sendMessage", **({"chat_id": ana.id, "text": "a"} | params))

    assert refusal.startswith("Bad Request: ")
    assert words in refusal
    assert api.violations == [f"sendMessage: {refusal}"]
    assert ana.private.messages == []


async def test_a_missing_required_parameter_is_refused(line: Line, ana: Person) -> None:
    assert await line.refusal("sendMessage", text="a") == "Bad Request: chat_id is empty"
    assert await line.refusal("sendMessage", chat_id=ana.id) == "Bad Request: message text is empty"
    assert "'commands' is required" in await line.refusal("setMyCommands")
    assert "'photo' is required" in await line.refusal("sendPhoto", chat_id=ana.id)


async def test_calls_are_recorded(bot: telegram.Bot, api: BotApi, ana: Person) -> None:
    await bot.send_message(ana.id, "Bonjour", disable_notification=True)

    call = api.calls[-1]
    assert (call.method, call.status) == ("sendMessage", 200)
    assert call.params == {"chat_id": ana.id, "text": "Bonjour", "disable_notification": True}
    assert api.count("sendMessage") == 1
    assert ana.private.messages[-1].silent
