"""A tap is answered once, in time, in few words."""

import asyncio

import pytest
import telegram
from telegram.error import BadRequest

from tests.emulator import BotApi, CallbackAnswer, Message, Person
from tests.emulator.conftest import Line

TOO_OLD = "Query is too old and response timeout expired or query id is invalid"


@pytest.fixture
async def card(bot: telegram.Bot, ana: Person) -> Message:
    yes = telegram.InlineKeyboardButton("Oui", callback_data="yes")
    more = telegram.InlineKeyboardButton("Voir", url="https://example.org")
    await bot.send_message(ana.id, "?", reply_markup=telegram.InlineKeyboardMarkup([[yes, more]]))
    return ana.private.messages[-1]


async def tapped(bot: telegram.Bot) -> telegram.CallbackQuery:
    (update,) = await bot.get_updates(timeout=2)
    assert update.callback_query is not None
    return update.callback_query


async def test_a_tap_gets_its_answer(
    api: BotApi, bot: telegram.Bot, ana: Person, card: Message
) -> None:
    tap = asyncio.create_task(ana.taps(card, "Oui"))
    query = await tapped(bot)
    await query.answer("C’est noté", show_alert=True)

    assert await tap == CallbackAnswer("C'est noté", show_alert=True)
    assert (query.data, query.from_user.id) == ("yes", ana.id)
    assert isinstance(query.message, telegram.Message)
    assert (query.message.text, api.unanswered()) == ("?", [])
    assert 0 < api.callbacks.latencies()[0] < 10


async def test_a_tap_without_an_answer_fails_the_test(
    api: BotApi, ana: Person, card: Message
) -> None:
    with pytest.raises(AssertionError, match="Tap on 'Oui' unanswered"):
        await ana.taps(card, "Oui", within=0.05)

    assert [query.payload for query in api.unanswered()] == ["yes"]
    with pytest.raises(AssertionError, match="No button 'Non'"):
        await ana.taps(card, "Non")


async def test_a_link_opens_without_the_bot(api: BotApi, ana: Person, card: Message) -> None:
    assert await ana.taps(card, "Voir") == CallbackAnswer(url="https://example.org")
    assert api.updates.pending == []


async def test_a_second_answer_is_held_against_the_bot(
    api: BotApi, bot: telegram.Bot, ana: Person, card: Message
) -> None:
    ana.presses(card, "yes")
    query = await tapped(bot)
    await query.answer()

    with pytest.raises(BadRequest, match=TOO_OLD):
        await query.answer()
    with pytest.raises(BadRequest, match=TOO_OLD):
        await bot.answer_callback_query("17")
    assert len(api.violations) == 2


async def test_a_late_answer_is_refused(
    api: BotApi, bot: telegram.Bot, ana: Person, card: Message
) -> None:
    api.callbacks.seconds = -1
    ana.presses(card, "yes")

    with pytest.raises(BadRequest, match=TOO_OLD):
        await (await tapped(bot)).answer()
    assert len(api.unanswered()) == 1
    assert api.violations == []


async def test_forged_data_and_taps_on_deleted_messages_arrive(
    bot: telegram.Bot, ana: Person, card: Message
) -> None:
    await bot.delete_message(ana.id, card.id)
    ana.presses(card, "admin:yes")
    query = await tapped(bot)

    assert query.data == "admin:yes"
    assert query.message is not None
    assert not query.message.is_accessible


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        pytest.param({"text": "a" * 201}, "MESSAGE_TOO_LONG", id="long"),
        pytest.param({"url": "https://example.org"}, "URL_INVALID", id="elsewhere"),
        pytest.param({"url": "https://t.me/terreau_bot?start=a.b"}, "URL_INVALID", id="payload"),
        pytest.param({"url": "https://t.me/other_bot?start=ab"}, "URL_INVALID", id="other bot"),
    ],
)
async def test_wrong_answers_are_refused(
    api: BotApi, line: Line, ana: Person, card: Message, answer: dict[str, str], words: str
) -> None:
    query = ana.presses(card, "yes")

    refusal = await line.refusal("answerCallbackQuery", callback_query_id=query.id, **answer)
    assert refusal == f"Bad Request: {words}"
    assert len(api.violations) == 1


async def test_an_answer_may_open_the_private_chat(
    bot: telegram.Bot, ana: Person, card: Message
) -> None:
    tap = asyncio.create_task(ana.taps(card, "Oui"))
    await (await tapped(bot)).answer(url="https://t.me/terreau_bot?start=join-7")
    started = ana.follows((await tap).url or "")

    assert started.text == "/start join-7"
