"""Messages in a group that one person alone sees, and what we learn of our rights for them."""

import pytest

from bot.core.messages.incoming import Incoming, Kind
from bot.core.messages.ports import EphemeralMessage, Menu
from bot.core.messages.rendering import Choice, Rendered, Span
from bot.transports.telegram import TelegramTransport
from tests.emulator import BotApi, Group, Person
from tests.transports.contract import Shelf, running

CARD = Rendered((Span("Sondage 7"),), ((Choice("mardi", press="vote:7:1"),),))
NOTICE = Rendered((Span("Rejoindre"),), ((Choice("J'accepte", press="join:1:x"),),))
MENU = Menu("ephemeral", None, (("voter", "Voter"),), ephemeral=True)


@pytest.fixture
def group(api: BotApi, ana: Person) -> Group:
    group = api.group("Énergie", supergroup=True)
    group.standings[ana.id] = "member"
    group.promote(api.bot)
    return group


async def pressed(shelf: Shelf, count: int = 1) -> Incoming:
    return (await shelf.has(count, Kind.PRESS))[-1]


def answer_to(press: Incoming, said: Rendered = NOTICE) -> EphemeralMessage:
    return EphemeralMessage(
        press.room, press.sender, said, press_id=press.press_id, edits=press.ephemeral_id
    )


async def test_a_tap_where_we_lead_is_answered_alone_and_in_place(
    api: BotApi, transport: TelegramTransport, shelf: Shelf, group: Group, ana: Person
) -> None:
    async with running(transport, shelf):
        await transport.send(f"telegram:{group.id}", CARD, txn="1", reply_to=None)
        ana.presses(group.said[-1], "vote:7:1")
        press = await pressed(shelf)
        assert (press.ephemeral, press.ephemeral_id, press.about) == (True, "", "1")
        assert await transport.show_ephemeral(answer_to(press))

        ana.presses(group.shown_to(ana)[-1], "join:1:x")
        yes = await pressed(shelf, 2)
        assert (yes.shown, yes.about) == (True, None)
        assert yes.ephemeral_id == str(group.shown_to(ana)[-1].id)
        assert await transport.show_ephemeral(answer_to(yes, Rendered((Span("Bienvenue"),))))

        (seen,) = group.shown_to(ana)
        assert (seen.text, seen.edits, seen.labels) == ("Bienvenue", 1, [])
        assert len(group.said) == 1
        assert api.count("getChatMember") == 1


@pytest.mark.parametrize("standing", ["member", "left"])
async def test_where_we_lead_nothing_nobody_is_shown_anything_alone(
    api: BotApi,
    transport: TelegramTransport,
    shelf: Shelf,
    group: Group,
    ana: Person,
    standing: str,
) -> None:
    async with running(transport, shelf):
        await transport.send(f"telegram:{group.id}", CARD, txn="1", reply_to=None)
        group.demote(api.bot)
        if standing == "left":
            group.standings[api.bot.id] = "left"
        ana.presses(group.said[-1], "vote:7:1")
        press = await pressed(shelf)

        assert not press.ephemeral
        assert not await transport.show_ephemeral(answer_to(press))
    assert api.count("sendMessage") == 1


async def test_a_refusal_is_told_so_that_another_way_is_taken(
    api: BotApi, transport: TelegramTransport, shelf: Shelf, group: Group, ana: Person
) -> None:
    async with running(transport, shelf):
        await transport.send(f"telegram:{group.id}", CARD, txn="1", reply_to=None)
        ana.presses(group.said[-1], "vote:7:1")
        press = await pressed(shelf)
        for status in (400, 403, 502):
            api.faults.fail("sendMessage", status=status)
            assert not await transport.show_ephemeral(answer_to(press))
            ana.presses(group.said[-1], "vote:7:1")  # we ask anew what we may there
            press = await pressed(shelf, len(shelf.of(Kind.PRESS)) + 1)
        api.faults.retry_after(group, 30)
        assert not await transport.show_ephemeral(answer_to(press))
        sent = api.count("sendMessage")
        assert not await transport.show_ephemeral(answer_to(press))
        assert api.count("sendMessage") == sent
    assert group.shown_to(ana) == []


async def test_cards_keep_half_of_what_a_group_takes(
    api: BotApi, transport: TelegramTransport, shelf: Shelf, group: Group, ana: Person
) -> None:
    async with running(transport, shelf):
        await transport.send(f"telegram:{group.id}", CARD, txn="1", reply_to=None)
        ana.presses(group.said[-1], "vote:7:1")
        press = await pressed(shelf)
        shown = [await transport.show_ephemeral(answer_to(press)) for _ in range(12)]

    assert shown == [True] * 10 + [False] * 2
    assert len(group.shown_to(ana)) == 10


async def test_what_is_too_long_to_be_edited_comes_below(
    transport: TelegramTransport, shelf: Shelf, group: Group, ana: Person
) -> None:
    async with running(transport, shelf):
        await transport.send(f"telegram:{group.id}", CARD, txn="1", reply_to=None)
        ana.presses(group.said[-1], "vote:7:1")
        await transport.show_ephemeral(answer_to(await pressed(shelf)))
        ana.presses(group.shown_to(ana)[-1], "join:1:x")
        press = await pressed(shelf, 2)

        assert await transport.show_ephemeral(answer_to(press, Rendered((Span("a" * 2000),))))
        assert not await transport.show_ephemeral(answer_to(press, Rendered((Span("a" * 5000),))))

    assert [len(each.text) for each in group.shown_to(ana)] == [9, 2000]


async def test_commands_of_groups_that_we_lead_are_typed_for_us_alone(
    api: BotApi, transport: TelegramTransport, shelf: Shelf, group: Group, ana: Person
) -> None:
    async with running(transport, shelf):
        await transport.set_menu([MENU])
        await transport.send(f"telegram:{group.id}", CARD, txn="1", reply_to=None)
        ana.presses(group.said[-1], "vote:7:1")
        await api.until(lambda: ana.menu(group) == ["voter"])

        ana.says("/voter 7 2", to=group, alone=True)
        (typed,) = await shelf.has(1)
        assert (typed.words, typed.command, bool(typed.ephemeral_id)) == ("voter 7 2", True, True)
        answer = EphemeralMessage(typed.room, typed.sender, NOTICE, answers=typed.ephemeral_id)
        assert await transport.show_ephemeral(answer)
        assert group.shown_to(ana)[-1].text == "Rejoindre"

        group.demote(api.bot)
        ana.presses(group.said[-1], "vote:7:1")
        await api.until(lambda: ana.menu(group) == [])


async def test_it_belongs_to_whom_telegram_shows_it(
    api: BotApi, transport: TelegramTransport, shelf: Shelf, group: Group, ana: Person
) -> None:
    zoe = api.person("Zoé")
    group.standings[zoe.id] = "member"
    async with running(transport, shelf):
        await transport.send(f"telegram:{group.id}", CARD, txn="1", reply_to=None)
        ana.presses(group.said[-1], "vote:7:1")
        await transport.show_ephemeral(answer_to(await pressed(shelf)))

        zoe.presses(group.shown_to(ana)[-1], "join:1:x")
        forged = await pressed(shelf, 2)

    assert (forged.sender, forged.shown) == (f"telegram:{zoe.id}", False)
