"""Pressed buttons: answered once and in time, by the handler or with nothing."""

import asyncio

import pytest

from bot.core.messages.incoming import Kind
from bot.core.messages.rendering import Choice, Rendered, Span
from bot.transports.telegram import TelegramTransport
from bot.transports.telegram import polling as presses
from tests.emulator import BotApi, Message, Person
from tests.emulator.messages.callbacks import Query
from tests.transports.contract import Shelf, running, until
from tests.transports.on_telegram import transport_to

CARD = Rendered((Span("Sondage 7"),), ((Choice("mardi", press="vote:7:1"),),))


@pytest.fixture
async def card(transport: TelegramTransport, ana: Person) -> Message:
    await transport.send(f"telegram:{ana.id}", CARD, txn="1", reply_to=None)
    return ana.private.said[-1]


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shorten the patience to a tenth of a second."""
    monkeypatch.setattr(presses, "PATIENCE_SECONDS", 0.1)


async def pressed(shelf: Shelf, query: Query) -> str:
    await until(lambda: query.id in {it.press_id for it in shelf.of(Kind.PRESS)})
    return query.id


async def test_an_answer_leads_to_our_direct_room(
    transport: TelegramTransport, shelf: Shelf, ana: Person, card: Message
) -> None:
    async with running(transport, shelf):
        query = ana.presses(card, "vote:7:1")
        await transport.answer(await pressed(shelf, query), "", "join_3")
    assert query.answer is not None
    assert query.answer.url == transport.start_link("join_3")


async def test_a_long_answer_is_shortened(
    transport: TelegramTransport, shelf: Shelf, ana: Person, card: Message
) -> None:
    async with running(transport, shelf):
        query = ana.presses(card, "vote:7:1")
        await transport.answer(await pressed(shelf, query), "🌱" * 150, "")
    assert query.answer is not None
    assert query.answer.text == "🌱" * 99 + "…"


@pytest.mark.slow
async def test_a_press_without_an_answer_gets_an_empty_one_after_three_seconds(
    api: BotApi, transport: TelegramTransport, shelf: Shelf, ana: Person, card: Message
) -> None:
    async with running(transport, shelf):
        query = ana.presses(card, "vote:7:1")
        await api.until(lambda: query.answer)
        await transport.answer(query.id, "trop tard", "")
    assert query.answered_at is not None
    assert 2.9 <= query.answered_at - query.asked_at <= 3.5
    assert query.answer is not None
    assert (query.answer.text, query.answer.url) == ("", None)
    assert api.count("answerCallbackQuery") == 1


async def test_a_failed_answer_is_let_be(
    api: BotApi, transport: TelegramTransport, shelf: Shelf, ana: Person, card: Message
) -> None:
    async with running(transport, shelf):
        api.callbacks.seconds = -1  # too old from the start
        query = ana.presses(card, "vote:7:1")
        await transport.answer(await pressed(shelf, query), "Compté", "")
        for break_down in (api.faults.fail, api.faults.reset):
            break_down("answerCallbackQuery", times=1)
            query = ana.presses(card, "vote:7:1")
            await transport.answer(await pressed(shelf, query), "Compté", "")
    assert query.answer is None
    assert api.count("answerCallbackQuery") == 3


async def test_a_press_that_we_did_not_receive_is_not_answered(
    api: BotApi, transport: TelegramTransport, shelf: Shelf, ana: Person, card: Message
) -> None:
    query = ana.presses(card, "vote:7:1")
    await transport.answer(query.id, "D'où ?", "")
    assert api.count("answerCallbackQuery") == 0

    async with running(transport, shelf):
        await transport.answer(await pressed(shelf, query), "Compté", "")
    assert query.answer is not None
    assert (query.answer.text, api.count("answerCallbackQuery")) == ("Compté", 1)


async def test_a_press_that_an_earlier_process_committed_is_not_answered_again(
    api: BotApi, shelf: Shelf, ana: Person, card: Message, short: None
) -> None:
    first = transport_to(api)
    async with running(first, shelf):
        await until(lambda: api.updates.being_polled)
        api.faults.fail("getUpdates", times=99)
        seen = ana.presses(card, "vote:7:1")
        await first.answer(await pressed(shelf, seen), "Compté", "")
    await first.close()
    api.faults.clear()
    fresh = ana.presses(card, "vote:7:1")

    second = transport_to(api)
    async with running(second, shelf):
        await api.until(lambda: fresh.answer)
    await second.close()
    assert seen.answer is not None
    assert seen.answer.text == "Compté"
    assert api.count("answerCallbackQuery") == 2


@pytest.mark.slow
async def test_a_storm_of_presses_is_answered(
    api: BotApi, transport: TelegramTransport, shelf: Shelf, card: Message, short: None
) -> None:
    people = [api.person(f"Person {number}") for number in range(400)]
    async with running(transport, shelf):
        queries = [person.presses(card, "vote:7:1") for person in people]
        await pressed(shelf, queries[-1])
        answers = (transport.answer(it.id, "Compté", "") for it in queries[::2])
        await asyncio.gather(*answers)
        await api.until(lambda: not api.unanswered())
    assert api.count("answerCallbackQuery") == 400
