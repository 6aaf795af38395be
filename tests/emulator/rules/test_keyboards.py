"""Buttons: how many, how long, where to."""

import pytest
import telegram

from tests.emulator import BotApi, Button, Person
from tests.emulator.calls.errors import Json
from tests.emulator.conftest import Line


def data(text: str = "Oui", payload: str = "yes") -> Json:
    return {"text": text, "callback_data": payload}


def link(url: str) -> Json:
    return {"text": "Voir", "url": url}


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param([[data()] * 8] * 12 + [[data()] * 4], id="a hundred"),
        pytest.param([[data(payload="é" * 32)]], id="64 bytes"),
        pytest.param([[link("https://example.org/a?b=c")], [link("tg://user?id=1")]], id="links"),
    ],
)
async def test_good_buttons_are_taken(
    api: BotApi, line: Line, ana: Person, rows: list[list[Json]]
) -> None:
    markup = {"inline_keyboard": rows}
    told = await line.call("sendMessage", chat_id=ana.id, text="?", reply_markup=markup)

    assert told["result"]["reply_markup"] == markup
    assert api.violations == []


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        pytest.param([[data()] * 8] * 12 + [[data()] * 5], "reply markup is too long", id="101"),
        pytest.param([[data()] * 9], "more than 8 buttons in a row", id="nine in a row"),
        pytest.param([[data(payload="é" * 32 + "a")]], "BUTTON_DATA_INVALID", id="65 bytes"),
        pytest.param([[data(payload="")]], "BUTTON_DATA_INVALID", id="no data"),
        pytest.param([[data(text=" ")]], "button text is empty", id="no label"),
        pytest.param([[{"text": "a"}]], "text buttons are unallowed", id="no action"),
        pytest.param([[data() | link("https://a.fr")]], "more than one action", id="two actions"),
        pytest.param([[link("ftp://a.fr")]], "Unsupported URL protocol", id="ftp"),
        pytest.param([[link("http://localhost:8080/")]], "Wrong HTTP URL", id="no real host"),
    ],
)
async def test_bad_buttons_are_refused(
    api: BotApi, line: Line, ana: Person, rows: list[list[Json]], words: str
) -> None:
    markup = {"inline_keyboard": rows}
    refusal = await line.refusal("sendMessage", chat_id=ana.id, text="?", reply_markup=markup)

    assert words in refusal
    assert len(api.violations) == 1


async def test_buttons_are_seen_in_rows(bot: telegram.Bot, ana: Person) -> None:
    yes = telegram.InlineKeyboardButton("Oui", callback_data="yes")
    more = telegram.InlineKeyboardButton("Voir", url="https://example.org")
    await bot.send_message(ana.id, "?", reply_markup=telegram.InlineKeyboardMarkup([[yes], [more]]))

    assert ana.private.messages[-1].buttons == (
        (Button("Oui", callback_data="yes"),),
        (Button("Voir", url="https://example.org"),),
    )


async def test_a_deep_link_that_telegram_would_drop_is_held_against_the_bot(
    api: BotApi, bot: telegram.Bot, ana: Person
) -> None:
    await bot.send_message(ana.id, f"https://t.me/terreau_bot?start={'a' * 64}")
    assert api.violations == []

    await bot.send_message(ana.id, f"https://t.me/terreau_bot?start={'a' * 65}")
    await bot.send_message(ana.id, "<a href='https://t.me/terreau_bot?start=a.b'>x</a>", "HTML")
    assert len(api.violations) == 2
