"""Receiving from Telegram: nothing is acknowledged before it is kept."""

import asyncio
from typing import Any

import pytest

from bot.core.messages.incoming import Kind
from bot.transports.telegram import TelegramTransport
from tests.emulator import BotApi, Person
from tests.transports.contract import Shelf, running, until
from tests.transports.on_telegram import transport_to
from tests.transports.telegram.updates.polls import polls

WANTED = [
    "message",
    "edited_message",
    "callback_query",
    "my_chat_member",
    "chat_member",
    "chat_join_request",
]


@pytest.mark.crashes("not committed")
async def test_updates_are_acknowledged_only_once_they_are_kept(
    api: BotApi, transport: TelegramTransport, shelf: Shelf, ana: Person, hasty: None
) -> None:
    async with running(transport, shelf):
        await until(lambda: api.updates.being_polled)
        shelf.refusals, asked = 3, len(polls(api))
        ana.says("Bonjour")
        await until(lambda: shelf.attempts >= 3)
        assert api.updates.pending
        assert len(polls(api)) == asked
        await shelf.has(1)
        await api.quiet()
    assert shelf.attempts == 4
    assert max(it.deliveries for it in api.updates.records.values()) == 1


@pytest.mark.crashes("not committed")
async def test_a_receiver_that_is_cancelled_by_others_does_not_end_us(
    transport: TelegramTransport, ana: Person, hasty: None
) -> None:
    class Cancelled(Shelf):
        async def receive(self, *given: Any, **more: Any) -> None:  # noqa: ANN401 - handed on
            if not self.attempts:
                self.attempts += 1
                raise asyncio.CancelledError
            await super().receive(*given, **more)

    shelf = Cancelled()
    async with running(transport, shelf):
        ana.says("Bonjour")
        await shelf.has(1)


async def test_the_webhook_is_taken_down_first(
    api: BotApi, transport: TelegramTransport, shelf: Shelf
) -> None:
    api.webhook.url = "https://a.example/hook"
    async with running(transport, shelf):
        pass
    assert [call.method for call in api.calls][:3] == ["getMe", "deleteWebhook", "getUpdates"]
    assert polls(api)[0]["allowed_updates"] == WANTED


async def test_a_webhook_set_meanwhile_is_taken_down_too(
    api: BotApi, transport: TelegramTransport, shelf: Shelf, ana: Person, hasty: None
) -> None:
    async with running(transport, shelf):
        api.webhook.url = "https://a.example/hook"
        ana.says("un")
        await shelf.has(1)
        await until(lambda: not api.webhook.url)
        api.webhook.url = ""
        ana.says("deux")
        await shelf.has(2)


async def test_a_start_says_no_offset_and_an_acknowledged_one_is_forgotten(
    api: BotApi, transport: TelegramTransport, shelf: Shelf, ana: Person
) -> None:
    shelf.told = "999999999"
    ana.says("un")
    async with running(transport, shelf):
        await shelf.has(1)
        await api.quiet()
        ana.says("deux")
        await shelf.has(2)
        await api.quiet()
    first = 700_000_001
    offsets = [poll.get("offset") for poll in polls(api)]
    assert offsets[:2] == [None, first + 1]
    assert offsets[-1] == first + 2
    assert shelf.told == str(first + 2)


@pytest.mark.parametrize("first", [12, 2_000_000_000, 7])
async def test_ids_that_jump_after_a_silence_lose_nothing(
    api: BotApi, transport: TelegramTransport, shelf: Shelf, ana: Person, first: int
) -> None:
    async with running(transport, shelf):
        ana.says("avant")
        await shelf.has(1)
        await api.quiet()
        api.updates.next_id = first
        ana.says("après")
        await shelf.has(2)
        await api.quiet()
    api.updates.next_id = first + 1000 if first < 1000 else 3
    ana.says("pendant l'arrêt")
    async with running(transport, shelf):
        await shelf.has(3)
        await api.quiet()
    assert shelf.words() == ["avant", "après", "pendant l'arrêt"]


async def test_a_kept_update_that_was_not_acknowledged_comes_again_and_is_known(
    api: BotApi, shelf: Shelf, ana: Person
) -> None:
    """As after a crash right behind the commit."""
    for _ in range(2):
        transport = transport_to(api)
        async with running(transport, shelf):
            if not shelf.arrivals:
                await until(lambda: api.updates.being_polled)
                api.faults.fail("getUpdates", times=99)
                ana.says("une fois")
            await shelf.has(1)
        await transport.close()
        api.faults.clear()
    assert shelf.attempts == 2
    assert shelf.words() == ["une fois"]


async def test_an_unreadable_update_is_set_aside_and_the_others_are_kept(
    api: BotApi, transport: TelegramTransport, shelf: Shelf, ana: Person
) -> None:
    ana.says("avant")
    broken = api.faults.undecodable_update()
    ana.says("après")
    async with running(transport, shelf):
        await shelf.has(2)
        await api.quiet()
    assert shelf.words() == ["avant", "après"]
    assert list(shelf.unreadable) == [str(broken.id)]
    assert '{"message_id": "int"}' in shelf.unreadable[str(broken.id)].raw


async def test_a_backlog_is_read_to_its_end_before_we_have_caught_up(
    api: BotApi, transport: TelegramTransport, ana: Person
) -> None:
    known: list[int] = []

    class Watched(Shelf):
        def caught_up(self, network: str) -> None:  # noqa: ARG002 - a shelf has one
            known.append(len(self.arrivals))

    shelf = Watched()
    for number in range(250):
        ana.says(f"message {number}")
    async with running(transport, shelf):
        await shelf.has(250)
        await until(lambda: known)
        ana.says("encore")
        await shelf.has(251)
    assert known == [250]
    assert shelf.words()[:250] == [f"message {number}" for number in range(250)]


async def test_every_kind_of_happening_is_told(
    api: BotApi, transport: TelegramTransport, shelf: Shelf, ana: Person
) -> None:
    group = api.group("Énergie")
    async with running(transport, shelf):
        ana.edits(ana.says("Bonjour"), "Bonsoir")
        ana.sends_photo(caption="le jardin")
        ana.sends_voice()
        ana.blocks()
        ana.unblocks()
        group.add(ana)
        group.promote(api.bot)
        ana.says("Qui vient ?", to=group)
        ana.sends_photo(caption="rien", to=group)
        ana.says("/agenda", to=group, anonymous=True)
        group.leave(ana)
        ana.asks_to_join(group)
        group.approve(ana)
        group.demote(api.bot)
        new = group.migrate()
        new.kick_bot()
        new.add_bot()
        await shelf.has(1, Kind.MOVED)
        await api.quiet()
    assert [(it.kind, it.words, it.attachment) for it in shelf.arrivals.values()] == [
        (Kind.WORDS, "Bonjour", None),
        (Kind.EDIT, "Bonsoir", None),
        (Kind.WORDS, "le jardin", "photo"),
        (Kind.WORDS, "", "voice"),
        (Kind.WENT, "", None),
        (Kind.CAME, "", None),
        (Kind.ENTERED, "", None),
        (Kind.WORDS, "agenda", None),
        *[(Kind.EXITED, "", None)] * 2,  # what an administrator is told, and what all can read
        (Kind.ASKED, f"telegram:{group.id}", None),
        *[(Kind.ENTERED, "", None)] * 2,
        (Kind.MOVED, f"telegram:{new.id}", None),
        (Kind.WENT, "", None),
        (Kind.CAME, "", None),
    ]
