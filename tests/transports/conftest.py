"""A fresh Telegram for each test, our transport on it, and somebody who has pressed Start."""

from collections.abc import AsyncIterator

import pytest

from bot.transports.telegram import TelegramTransport, health, polling
from tests.emulator import BotApi, Person
from tests.transports.contract import Shelf
from tests.transports.on_telegram import transport_to


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    """Telegram, where nothing may be done that a well-behaved bot does not do."""
    async with BotApi(limits=False) as api:
        yield api
        assert api.violations == []


@pytest.fixture
async def transport(api: BotApi) -> AsyncIterator[TelegramTransport]:
    transport = transport_to(api)
    yield transport
    await transport.close()


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
def ana(api: BotApi) -> Person:
    """Somebody who has pressed Start."""
    ana = api.person("Ana", username="ana_b")
    ana.private.started = True
    return ana


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do not wait long before trying again."""
    for module in (health, polling):
        monkeypatch.setattr(module, "backoff", lambda _: 0.05)
        monkeypatch.setattr(module, "LEAST", 0.05)
