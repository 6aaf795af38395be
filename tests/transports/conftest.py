"""A fresh Telegram for each test, our transport on it, and a person who has pressed Start.

For Matrix: an account of ours on the run's Synapse, and people there.
"""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.transports.telegram import TelegramTransport, bot_api, polling
from tests.emulator import BotApi, Person
from tests.synapse import MatrixPerson, Synapse
from tests.synapse.encrypted import EncryptedPerson
from tests.synapse.proxy import Proxy
from tests.transports.contract import Shelf
from tests.transports.matrix_stage import Stage
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
    """A person who has pressed Start."""
    ana = api.person("Ana", username="ana_b")
    ana.private.started = True
    return ana


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do not wait long before trying again."""
    monkeypatch.setattr("bot.core.tasks.backoff", lambda _: 0.05)
    for module in (bot_api, polling):
        monkeypatch.setattr(module, "SHORTEST_BACKOFF", 0.05)


@pytest.fixture
async def stage(synapse: Synapse, tmp_path: Path) -> AsyncIterator[Stage]:
    """Matrix, with a bot's account that encrypts nothing."""
    async with Proxy(synapse.url) as proxy:
        yield Stage(synapse, proxy, await synapse.register("Terreau"), tmp_path / "bot")


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Matrix: soon ask again what failed."""
    monkeypatch.setattr("bot.core.tasks.backoff", lambda _: 0.05)
    monkeypatch.setattr("bot.transports.matrix.invitations.LATER_SECONDS", 0.1)
    monkeypatch.setattr("bot.transports.matrix.homeserver_errors.PATIENCE", timedelta(seconds=0.1))


@pytest.fixture
def sealed_stage(stage: Stage) -> Stage:
    """The same, where the bot encrypts."""
    stage.encryption = True
    return stage


@pytest.fixture
async def zoe(synapse: Synapse) -> MatrixPerson:
    """A person on Matrix."""
    return await synapse.person("Zoé")


@pytest.fixture
async def luc(synapse: Synapse) -> MatrixPerson:
    """Another person on Matrix."""
    return await synapse.person("Luc")


@pytest.fixture
async def sealed_zoe(synapse: Synapse) -> AsyncIterator[EncryptedPerson]:
    """A person on Matrix whose device encrypts."""
    async with await EncryptedPerson.on(synapse, "Zoé") as zoe:
        yield zoe
