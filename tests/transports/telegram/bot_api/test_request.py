"""The token stays between Telegram and us, in all failures."""

import asyncio
import logging
import traceback
from typing import Any

import pytest
import structlog

from bot.core.context.clock import Clock
from bot.core.messages.ports import FateUnknown, NotSent, SendError
from bot.core.messages.rendering import Rendered, Span
from bot.transports.telegram import TelegramTransport, TokenRefused, bot_api
from tests.emulator import BotApi, Person
from tests.patience import HANG
from tests.transports.contract import Shelf, until
from tests.web.safe_fetch.sites import INSIDE, leading_to, site

SECRET = "AAE_very-secret"
WORDS = "des mots à moi"
NOWHERE = "http://127.0.0.1:9"


async def test_an_account_is_told_or_refused(api: BotApi, transport: TelegramTransport) -> None:
    assert await transport.me() == (123, "terreau_bot")
    for status in (401, 404):
        api.faults.fail("getMe", status=status)
        with pytest.raises(TokenRefused):
            await transport.me()
    api.faults.fail("getMe", status=502)
    with pytest.raises(FateUnknown):
        await transport.me()


async def test_telegram_is_asked_through_the_proxy_of_the_environment(
    api: BotApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its name leads nowhere here: the proxy alone knows it."""
    async with site(leading_to(api.url), INSIDE) as proxy:
        monkeypatch.setenv("http_proxy", proxy.url())
        monkeypatch.delenv("no_proxy", raising=False)
        behind = TelegramTransport(
            api.token, api_base="http://telegram.behind.example", clock=Clock()
        )
        assert await behind.me() == (123, "terreau_bot")
        await behind.close()

    assert [each.headers["Host"] for each in proxy.asked] == ["telegram.behind.example"]


async def test_silence_after_the_request_left_is_an_unknown_fate(
    api: BotApi, transport: TelegramTransport, ana: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport._calls, "_patience", 0.1)
    monkeypatch.setattr(bot_api, "CONNECT_SECONDS", 0.1)
    api.faults.latency("sendMessage", 1, times=1, when="after")
    with pytest.raises(FateUnknown, match="Timeout"):
        await transport.send(f"telegram:{ana.id}", Rendered((Span("x"),)), txn="1", reply_to=None)
    assert len(ana.private.said) == 1


async def test_no_error_tells_the_token_or_the_words(
    caplog: pytest.LogCaptureFixture, hasty: None
) -> None:
    caplog.set_level(logging.DEBUG)
    told: list[str] = []
    async with BotApi(token=f"123:{SECRET}", limits=False) as api:
        ana = api.person("Ana")
        ana.private.started = True
        with structlog.testing.capture_logs() as logged:
            for base in (
                api.url,
                f"{api.url}0",
                "http://[bad",
                "nonsense",
                "http://nowhere.invalid",
            ):
                transport = TelegramTransport(f"123:{SECRET}", api_base=base, clock=Clock())
                told += await _go_wrong(api, transport, ana)
                await transport.close()
    told += [str(logged), caplog.text]
    assert len([it for it in told if it]) > 5
    assert not [it for it in told if SECRET in it or WORDS in it]
    assert api.violations == []


async def _go_wrong(api: BotApi, transport: TelegramTransport, ana: Person) -> list[str]:
    """Meet every fault; give all that was said of them."""
    told = []
    running = asyncio.create_task(transport.run(Shelf()))
    faults: list[dict[str, Any]] = [
        {"status": 404},
        {"status": 418},
        {"status": 502},
        {"status": 400, "body": "<html>"},
        {"status": 200, "body": '{"ok": tr'},
    ]
    for fault in (*faults, None):
        if fault is None:
            api.faults.reset("*", times=3)
        else:
            api.faults.fail("*", times=3, **fault)
        try:
            await transport.send(
                f"telegram:{ana.id}", Rendered((Span(f"{WORDS} \ud83d"),)), txn="1", reply_to=None
            )
        except SendError as error:
            told += traceback.format_exception(error)
        api.faults.clear()
    await asyncio.sleep(0.1)
    running.cancel()
    await asyncio.wait({running})
    return [*told, repr(transport)]


async def test_a_run_goes_on_without_a_network(hasty: None, shelf: Shelf) -> None:
    transport = TelegramTransport("1:a", api_base=NOWHERE, clock=Clock())
    with pytest.raises(NotSent):
        await transport.me()
    running = asyncio.create_task(transport.run(shelf))
    await until(lambda: transport.ailing_since() is not None)
    assert not running.done()
    running.cancel()
    await asyncio.wait({running}, timeout=HANG)
    assert running.cancelled()
    await transport.close()
