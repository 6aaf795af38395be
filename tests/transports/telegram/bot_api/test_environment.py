"""Telegram's test environment, which has accounts of its own."""

from contextlib import aclosing

import pytest

from bot.core.context.clock import Clock
from bot.core.messages.rendering import Rendered, Span
from bot.transports.telegram import TelegramTransport, TokenRefused, Visit
from tests.emulator import BotApi, Person
from tests.live.telegram_story import play
from tests.transports.contract import Shelf, running

HELLO = Rendered((Span("Bonjour"),))


async def test_its_methods_and_files_stand_below_another_address(
    api: BotApi, ana: Person, shelf: Shelf
) -> None:
    api.is_test = True
    transport = TelegramTransport(api.token, api_base=api.url, test=True, clock=Clock())
    async with running(transport, shelf):
        await transport.send(f"telegram:{ana.id}", HELLO, txn="1", reply_to=None)
        ana.sends_document(b"notes")
        (sent,) = await shelf.has(1)
        assert sent.file is not None
        assert await transport.fetch(sent.file, 100) == b"notes"
    await transport.close()
    async with aclosing(Visit(api.token, api_base=api.url, test=True)) as visit:
        assert (await visit.me()).username == api.username


async def test_a_token_of_one_environment_is_unknown_in_the_other() -> None:
    async with BotApi() as api, aclosing(Visit(api.token, api_base=api.url, test=True)) as visit:
        with pytest.raises(TokenRefused):
            await visit.me()


async def test_the_story_of_make_live_can_be_played(api: BotApi, ana: Person) -> None:
    api.is_test = True
    group = api.group("Essai", supergroup=True)
    group.promote(api.bot)
    group.bot_pins = True
    group.standings[ana.id] = "member"
    transport = TelegramTransport(api.token, api_base=api.url, test=True, clock=Clock())

    seen = await play(transport, f"telegram:{ana.id}", f"telegram:{group.id}")
    await transport.close()

    assert seen.is_shown_alone
    assert (group.said, len(group.shown_to(ana)), len(ana.private.said)) == ([], 1, 1)
