"""The contract of every transport: messages arrive, and words are shown as they are."""

import asyncio
from datetime import UTC, datetime

import pytest

from bot.core.messages.content import Button, Card, Keys, Quote, button, text
from bot.core.messages.incoming import Kind
from bot.core.messages.ports import Rejected, RoomGone
from bot.core.messages.rendering import Rendered, Span
from tests.transports.contract import Harness, Shelf, eventually, running, until
from tests.transports.contracts.networks import said

HOSTILE = "<b>bold</b> *stars* _low_ `code` [link](https://a.example) @everyone @room &amp; <a"


async def test_a_message_arrives_once_with_its_fields(harness: Harness, shelf: Shelf) -> None:
    ana = await harness.person("Ana")
    async with running(harness.transport, shelf):
        await ana.says("Bonjour à vous\n— Ana", ana.room)
        await ana.says(f"{harness.transport.capabilities.mark}menu  énergie\nsuite", ana.room)
        plain, command = await shelf.has(2)

    assert (plain.words, plain.command) == ("Bonjour à vous\n— Ana", False)
    assert (command.words, command.command) == ("menu  énergie\nsuite", True)
    assert plain.network == harness.transport.network
    assert (plain.room, plain.direct, plain.sender) == (ana.room, True, ana.address)
    assert harness.transport.is_direct(ana.room)
    assert plain.name == "Ana"
    assert plain.message_id
    assert plain.sent_at is not None
    assert plain.sent_at.tzinfo is not None
    assert plain.key != command.key
    assert len(shelf.words()) == 2


async def test_waiting_messages_are_received_in_order_then_caught_up(
    harness: Harness, shelf: Shelf
) -> None:
    ana = await harness.person("Ana")
    async with running(harness.transport, shelf):
        await harness.settled(ana.room, shelf)
    shelf.is_caught_up = False
    for number in range(5):
        await ana.says(f"while you slept {number}", ana.room)

    async with running(harness.transport, shelf):
        await shelf.has(5)
        await until(lambda: shelf.is_caught_up)

    assert shelf.words() == [f"while you slept {number}" for number in range(5)]


async def test_chatter_in_a_shared_room_never_reaches_the_receiver(
    harness: Harness, shelf: Shelf
) -> None:
    ana, luc = await harness.person("Ana"), await harness.person("Luc")
    room = await harness.shared_room(ana, luc)
    async with running(harness.transport, shelf):
        await ana.says("Tu viens samedi ?", room)
        await luc.says("Oui, avec plaisir !", room)
        await ana.says(f"{harness.transport.capabilities.mark}agenda", room)
        arrivals = await shelf.has(1)

    assert [it.words for it in arrivals] == ["agenda"]
    assert arrivals[0].room.startswith(room)
    assert not arrivals[0].direct
    assert not harness.transport.is_direct(room)
    assert arrivals[0].sender == ana.address
    assert shelf.of(Kind.WORDS, Kind.EDIT) == arrivals


async def test_a_lone_command_brings_the_persons_message_that_it_answers(
    harness: Harness, shelf: Shelf
) -> None:
    ana, luc = await harness.person("Ana"), await harness.person("Luc")
    room, mark = await harness.shared_room(ana, luc), harness.transport.capabilities.mark
    async with running(harness.transport, shelf):
        await luc.says(f"{mark}aide", room)
        await shelf.has(1)
        said = await luc.says("Le broyeur est arrivé\nEn prêt à la mairie", room)
        await ana.says(f"{mark}actu", room, reply_to=said)
        await ana.says(f"{mark}actu 5", room, reply_to=said)
        await ana.says(f"{mark}actu", room)
        _, lone, with_more, plain = await shelf.has(4)

    assert lone.answered is not None
    assert lone.answered.words == "Le broyeur est arrivé\nEn prêt à la mairie"
    assert (lone.answered.author, lone.answered.name) == (luc.address, "Luc")
    assert (with_more.answered, plain.answered) == (None, None)


async def test_our_own_messages_are_not_brought(harness: Harness, shelf: Shelf) -> None:
    ana = await harness.person("Ana")
    async with running(harness.transport, shelf):
        await harness.settled(ana.room, shelf)
        ours = await harness.transport.send(ana.room, said(text("News")), txn="1", reply_to=None)
        await ana.says(f"{harness.transport.capabilities.mark}actu", ana.room, reply_to=ours)
        [command] = await shelf.has(1)

    assert (command.about, command.answered) == (ours, None)


async def test_people_who_enter_and_leave_a_shared_room_are_told(
    harness: Harness, shelf: Shelf
) -> None:
    ana, luc = await harness.person("Ana"), await harness.person("Luc")
    room = await harness.shared_room(ana)
    async with running(harness.transport, shelf):
        await harness.settled(room, shelf)
        await harness.lets_in(room, luc)
        await shelf.has(1, Kind.ENTERED)
        await harness.lets_go(room, luc)
        await shelf.has(1, Kind.EXITED)

    moves = shelf.of(Kind.ENTERED, Kind.EXITED)
    assert {(it.sender, it.room, it.direct) for it in moves} == {(luc.address, room, False)}


async def test_the_people_of_a_shared_room_are_counted_without_us(
    harness: Harness, shelf: Shelf
) -> None:
    ana, luc = await harness.person("Ana"), await harness.person("Luc")
    one, two = await harness.shared_room(ana), await harness.shared_room(ana, luc)
    async with running(harness.transport, shelf):
        await harness.settled(one, shelf)
        await harness.settled(two, shelf)
        with_one = await harness.transport.count_members(one)
        with_two = await harness.transport.count_members(two)
        await harness.put_us_out(one)
        with pytest.raises((RoomGone, Rejected)):
            await eventually(lambda: harness.transport.count_members(one), lambda _: False)

    assert with_two == with_one + 1


async def test_sent_edited_and_deleted_messages_are_seen(harness: Harness, shelf: Shelf) -> None:
    ana = await harness.person("Ana")
    transport = harness.transport
    async with running(transport, shelf):
        await harness.settled(ana.room, shelf)
        first = await transport.send(ana.room, said("Bonjour"), txn="1", reply_to=None)
        await eventually(lambda: ana.sees(ana.room), lambda seen: [it.words for it in seen])
        await transport.edit(ana.room, first, said("Bonsoir"), txn="2")
        await transport.edit(ana.room, first, said("Bonsoir"), txn="3")
        seen = await eventually(
            lambda: ana.sees(ana.room), lambda seen: [it.words for it in seen] == ["Bonsoir"]
        )
        assert seen[0].words == "Bonsoir"
        await transport.delete(ana.room, first, txn="4")
        await eventually(lambda: ana.sees(ana.room), lambda seen: not seen)


async def test_a_pressed_button_is_answered(harness: Harness, shelf: Shelf) -> None:
    if not harness.transport.capabilities.buttons:
        return
    ana, transport = await harness.person("Ana"), harness.transport
    card = Card("Poll 7", ("Which day?",), ((button("Tuesday", "vote", 7, 1),),))
    async with running(transport, shelf):
        sent = await transport.send(ana.room, said(card), txn="1", reply_to=None)
        pressing = asyncio.create_task(ana.presses("Tuesday", ana.room))
        (press,) = await shelf.has(1, Kind.PRESS)
        await transport.answer(press.press_id, "Your vote is counted.", "")
        await transport.answer(press.press_id, "Twice?", "")

        assert await pressing == "Your vote is counted."
        assert (press.press, press.about, press.sender) == ("vote:7:1", sent, ana.address)


async def test_a_date_and_a_coloured_button_leave_the_words_as_they_are(
    harness: Harness, shelf: Shelf
) -> None:
    ana, transport = await harness.person("Ana"), harness.transport
    when = datetime(2026, 12, 5, 14, 30, tzinfo=UTC)
    sure = Button("Announce", "announce:7", tone="primary")
    card = said(Card("Visit", (text("{when}", when=when),), ((sure,),)))
    async with running(transport, shelf):
        await harness.settled(ana.room, shelf)
        await transport.send(ana.room, card, txn="1", reply_to=None)
        seen = await eventually(lambda: ana.sees(ana.room))

    assert seen[0].words.startswith(card.plain)
    assert "5 December" in card.plain


async def test_a_quote_leaves_the_words_as_they_are(harness: Harness, shelf: Shelf) -> None:
    ana, transport = await harness.person("Ana"), harness.transport
    card = said(Card("Visit", (Quote("What to see", bold=True), Quote(HOSTILE), "See you.")))
    async with running(transport, shelf):
        await harness.settled(ana.room, shelf)
        await transport.send(ana.room, card, txn="1", reply_to=None)
        seen = await eventually(lambda: ana.sees(ana.room))

    assert [each.words for each in seen] == [card.plain]


async def test_keys_leave_the_words_as_they_are(harness: Harness, shelf: Shelf) -> None:
    ana, transport = await harness.person("Ana"), harness.transport
    bring, take = Keys("Welcome", (("Agenda", "Menu"),)), Keys("Goodbye")
    async with running(transport, shelf):
        await harness.settled(ana.room, shelf)
        for nth, each in enumerate((bring, take)):
            await transport.send(ana.room, said(each), txn=f"{nth}", reply_to=None)
        seen = await eventually(
            lambda: ana.sees(ana.room), lambda seen: len(seen) == len((bring, take))
        )

    assert [each.words for each in seen] == ["Welcome", "Goodbye"]


async def test_hostile_words_do_nothing(harness: Harness, shelf: Shelf) -> None:
    ana = await harness.person("Ana")
    room = await harness.shared_room(ana)
    async with running(harness.transport, shelf):
        await harness.settled(room, shelf)
        words = said(text("{who} asks: {what}", who="@ana_b", what=HOSTILE))
        await harness.transport.send(room, words, txn="1", reply_to=None)
        seen = await eventually(lambda: ana.sees(room))

    assert [it.words for it in seen] == [words.plain]
    assert set(seen[0].marked) <= {"https://a.example"}


async def test_a_long_text_is_cut_and_nothing_is_lost(harness: Harness, shelf: Shelf) -> None:
    ana, transport = await harness.person("Ana"), harness.transport
    line = "Le compost 🌱 se retourne tous les quinze jours, même en hiver. "
    words = "\n".join(f"{number}. {line * 3}" for number in range(40))
    windows = transport.capabilities.direct
    pace = max((window.span.total_seconds() for window in windows), default=0)
    async with running(transport, shelf):
        await harness.settled(ana.room, shelf)
        pieces = transport.pieces(Rendered((Span("Guide\n", bold=True), Span(words))))
        for number, piece in enumerate(pieces):
            await transport.send(ana.room, piece, txn=str(number), reply_to=None)
            await asyncio.sleep(pace)
        seen = await eventually(lambda: ana.sees(ana.room), lambda seen: len(seen) == len(pieces))

    assert "\n".join(it.words for it in seen).split() == f"Guide\n{words}".split()
