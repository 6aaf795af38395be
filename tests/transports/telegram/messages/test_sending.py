"""Messages sent on Telegram: answers, pictures, edits, and buttons."""

from dataclasses import replace
from itertools import chain

import pytest

from bot.core import PASSED_ON
from bot.core.context.clock import Clock
from bot.core.files import NotDrawn
from bot.core.messages.content import Bar
from bot.core.messages.ports import NotSent, Rejected, RoomGone
from bot.core.messages.rendering import Choice, Rendered, Span
from bot.transports.telegram import TelegramTransport, html
from bot.workers import worker_process
from tests.emulator import BotApi, Person
from tests.transports.contract import Shelf, running
from tests.transports.telegram.messages.saying import BYE, HELLO, room_of, say


async def test_words_are_said_with_their_marks(transport: TelegramTransport, ana: Person) -> None:
    message_id = await say(transport, room_of(ana))
    (message,) = ana.private.said
    assert (message.text, message.html) == ("Bonjour à vous", "<b>Bonjour</b> à vous")
    assert message_id == str(message.id)


async def test_an_answer_is_a_reply_to_the_answered_message(
    transport: TelegramTransport, ana: Person
) -> None:
    asked = ana.says("Et demain ?")
    await say(transport, room_of(ana), reply_to=str(asked.id))
    assert ana.private.said[-1].reply_to is asked


async def test_an_answer_to_a_message_that_is_gone_is_said_all_the_same(
    transport: TelegramTransport, ana: Person
) -> None:
    message_id = await say(transport, room_of(ana), reply_to="9999")
    assert ana.private.said[-1].id == int(message_id)
    assert ana.private.said[-1].reply_to is None


async def test_a_passed_on_message_gets_a_reaction_that_telegram_knows(
    api: BotApi, transport: TelegramTransport, ana: Person
) -> None:
    told = ana.says("Bonjour")
    await transport.react(room_of(ana), str(told.id), PASSED_ON, txn="1")
    assert told.reactions == {api.bot.id: (PASSED_ON,)}


async def test_a_group_without_reactions_and_a_message_that_is_gone_refuse_one(
    api: BotApi, transport: TelegramTransport, ana: Person
) -> None:
    group = api.group("Jardin")
    group.standings[ana.id] = "member"
    told = ana.says("Bonjour", to=group)
    group.takes_reactions = False
    for message_id in (told.id, 9999):
        with pytest.raises(Rejected):
            await transport.react(f"telegram:{group.id}", str(message_id), PASSED_ON, txn="1")


async def test_a_topic_is_kept_to(api: BotApi, transport: TelegramTransport) -> None:
    forum = api.group("Forum", topics=True)
    thread = forum.topic("Eau")
    await say(transport, f"telegram:{forum.id}/{thread}")
    assert forum.said[-1].thread == thread


async def test_a_topic_that_is_gone_is_a_room_that_is_gone(
    api: BotApi, transport: TelegramTransport
) -> None:
    forum = api.group("Forum", topics=True)
    with pytest.raises(RoomGone):
        await say(transport, f"telegram:{forum.id}/404")


async def test_a_picture_is_drawn_and_has_its_caption(
    transport: TelegramTransport, ana: Person
) -> None:
    said = Rendered((Span("Montrez ce code"),), ((Choice("Lu", "read"),),), "https://a.example/x")
    await say(transport, room_of(ana), said)
    message = ana.private.said[-1]
    assert "photo" in message.media
    assert (message.text, message.labels) == ("Montrez ce code", ["Lu"])

    await transport.edit(
        room_of(ana), str(message.id), Rendered((Span("Utilisé"),), picture="x"), txn="2"
    )
    assert (message.text, message.labels) == ("Utilisé", [])


@pytest.mark.crashes("a picture cannot be drawn")
async def test_nothing_is_asked_of_telegram_for_a_picture_that_cannot_be_drawn(
    api: BotApi, transport: TelegramTransport, ana: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker_process, "DRAWING_MEMORY", 1)
    before = len(api.calls)

    with pytest.raises(NotDrawn):
        await say(transport, room_of(ana), Rendered((), picture=Bar(1, 2, "1 sur 2")))

    assert len(api.calls) == before


async def test_words_are_put_below_the_text_field_and_taken_away(
    transport: TelegramTransport, ana: Person
) -> None:
    keys = (("Agenda", "Sondages"), ("Écrire à Ana", "Menu"))
    await say(transport, room_of(ana), replace(HELLO, keys=keys))
    await say(transport, room_of(ana), replace(BYE, keys=()))
    brought, taken = ana.private.said[-2:]

    assert brought.markup == {
        "keyboard": [[{"text": each} for each in row] for row in keys],
        "resize_keyboard": True,
        "is_persistent": True,
    }
    assert taken.markup == {"remove_keyboard": True}


async def test_a_picture_needs_no_caption(transport: TelegramTransport, ana: Person) -> None:
    await say(transport, room_of(ana), Rendered((), picture="https://a.example/x"))
    assert len(ana.private.said) == 1
    assert ana.private.said[-1].text == ""


async def test_an_edit_changes_words_and_buttons(transport: TelegramTransport, ana: Person) -> None:
    card = Rendered((Span("Sondage 7"),), ((Choice("mardi", "vote:7:1"),),))
    message_id = await say(transport, room_of(ana), card)
    await transport.edit(room_of(ana), message_id, BYE, txn="2")
    await transport.edit(room_of(ana), message_id, BYE, txn="3")
    (message,) = ana.private.said
    assert (message.text, message.labels, message.edits) == ("Au revoir", [], 1)


@pytest.mark.parametrize(
    ("before", "after"), [(None, "https://a.example/x"), ("https://a.example/x", None)]
)
async def test_a_card_that_gained_or_lost_its_picture_is_edited_as_it_stands(
    transport: TelegramTransport, ana: Person, before: str | None, after: str | None
) -> None:
    message_id = await say(transport, room_of(ana), Rendered((Span("Résultat"),), picture=before))
    shown = ana.private.said[-1].media
    changed = Rendered((Span("Au revoir"),), picture=after)
    await transport.edit(room_of(ana), message_id, changed, txn="2")
    assert ana.private.said[-1].text == "Au revoir"
    assert (ana.private.said[-1].media != shown) is (before is not None and after is None)


async def test_a_card_that_grew_too_long_shows_its_beginning(
    transport: TelegramTransport, ana: Person
) -> None:
    message_id = await say(transport, room_of(ana))
    long = Rendered((Span("mot " * 2000),), ((Choice("Oui", "yes"),),))
    await transport.edit(room_of(ana), message_id, long, txn="2")
    (message,) = ana.private.said
    assert len(message.text) <= 4096
    assert message.labels == ["Oui"]


async def test_a_message_deleted_twice_is_deleted(
    transport: TelegramTransport, ana: Person
) -> None:
    message_id = await say(transport, room_of(ana))
    assert len(ana.private.said) == 1
    for txn in ("2", "3"):
        await transport.delete(room_of(ana), message_id, txn=txn)
    assert ana.private.said == []


async def test_a_persons_message_is_removed_where_we_are_administrators(
    api: BotApi, transport: TelegramTransport, ana: Person
) -> None:
    group = api.group("Énergie")
    group.standings[ana.id] = "member"
    said = ana.says("Bande d'incapables", to=group)
    with pytest.raises(Rejected, match="can't be deleted"):
        await transport.delete(f"telegram:{group.id}", str(said.id), txn="1")
    group.promote(api.bot)
    await transport.delete(f"telegram:{group.id}", str(said.id), txn="2")
    assert said.deleted


async def test_a_late_change_is_rejected(
    api: BotApi, transport: TelegramTransport, ana: Person
) -> None:
    message_id = await say(transport, room_of(ana))
    api.clock.forward(hours=49)
    with pytest.raises(Rejected, match="can't be deleted"):
        await transport.delete(room_of(ana), message_id, txn="2")
    with pytest.raises(Rejected, match="not found"):
        await transport.edit(room_of(ana), "9999", BYE, txn="3")


async def test_a_start_button_leads_to_our_direct_room(
    api: BotApi, transport: TelegramTransport, ana: Person, shelf: Shelf
) -> None:
    card = Rendered((Span("Rejoignez-nous"),), ((Choice("Rejoindre", start="join_3"),),))
    assert transport.start_link("join_3") == ""
    with pytest.raises(NotSent):
        await say(transport, room_of(ana), card)
    async with running(transport, shelf):
        await say(transport, room_of(ana), card)
        url = ana.private.said[-1].button("Rejoindre").url
        assert url == transport.start_link("join_3") == "https://t.me/terreau_bot?start=join_3"
        ana.follows(url)
        (came,) = await shelf.has(1)
    assert (came.command, came.words) == (True, "start join_3")


async def test_many_buttons_are_taken(transport: TelegramTransport, ana: Person) -> None:
    row = tuple(Choice(f"choix {number}", f"vote:7:{number}") for number in range(130))
    await say(transport, room_of(ana), Rendered((Span("Lequel ?"),), (row,)))
    assert len(list(chain.from_iterable(ana.private.said[-1].buttons))) == 100


@pytest.mark.crashes("marks not understood")
async def test_marks_that_telegram_does_not_understand_are_left_out(
    transport: TelegramTransport, ana: Person, api: BotApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(html, "as_html", lambda _: "<b>broken")
    await say(transport, room_of(ana))
    assert ana.private.said[-1].text == "Bonjour à vous"
    assert len(api.violations) == 1
    api.violations.clear()


async def test_a_network_may_have_another_name(api: BotApi, ana: Person, shelf: Shelf) -> None:
    transport = TelegramTransport(api.token, api_base=f"{api.url}/", clock=Clock(), network="essai")
    try:
        async with running(transport, shelf):
            ana.says("Bonjour")
            (came,) = await shelf.has(1)
            await say(transport, came.room)
    finally:
        await transport.close()
    assert (came.network, came.room) == ("essai", f"essai:{ana.id}")
    assert len(ana.private.said) == 1


async def test_a_message_is_pinned_only_where_we_may(
    transport: TelegramTransport, api: BotApi
) -> None:
    group = api.group("Énergie", supergroup=True)
    group.promote(api.bot)
    room = f"telegram:{group.id}"
    sent = await say(transport, room)
    await transport.pin(room, sent, pinned=True)
    without = list(group.pinned)
    group.bot_pins = True
    for _ in range(2):  # as after a restart
        await transport.pin(room, sent, pinned=True)
    pinned = list(group.pinned)
    for _ in range(2):
        await transport.pin(room, sent, pinned=False)

    assert (without, pinned, group.pinned) == ([], [int(sent)], [])
    assert not api.violations


async def test_a_button_that_does_nothing_says_something(
    transport: TelegramTransport, ana: Person
) -> None:
    full = Rendered((Span("Visite"),), ((Choice("Complet", disabled=True),),))

    await transport.send(f"telegram:{ana.id}", full, txn="1", reply_to=None)

    (button,) = ana.private.said[-1].buttons[0]
    assert (button.text, button.disabled, button.callback_data) == ("Complet", True, None)
