"""A fresh Telegram for each test, a bot that speaks to it, and a bare line for wrong calls."""

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
import telegram

from tests.emulator import BotApi, Person
from tests.emulator.calls.errors import Json


class Line:
    """Calls methods without a library in between."""

    def __init__(self, api: BotApi, session: aiohttp.ClientSession) -> None:
        self.api = api
        self.session = session

    async def call(self, method: str, **params: Any) -> Json:  # noqa: ANN401 - right or wrong
        address = f"{self.api.url}/bot{self.api.token}/{method}"
        async with self.session.post(address, json=params) as response:
            told: Json = await response.json()
            assert response.status == told.get("error_code", 200)
            return told

    async def get(self, path: str) -> Json:
        async with self.session.get(f"{self.api.url}{path}") as response:
            told: Json = await response.json()
            return told

    async def refusal(self, method: str, **params: Any) -> str:  # noqa: ANN401
        """Make a call that must be refused; give the words."""
        told = await self.call(method, **params)
        assert not told["ok"], told
        return str(told["description"])


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi(limits=False) as api:
        yield api


@pytest.fixture
async def bot(api: BotApi) -> AsyncIterator[telegram.Bot]:
    address = f"{api.url}/bot"
    async with telegram.Bot(api.token, address, f"{api.url}/file/bot") as bot:
        yield bot


@pytest.fixture
async def line(api: BotApi) -> AsyncIterator[Line]:
    async with aiohttp.ClientSession() as session:
        yield Line(api, session)


@pytest.fixture
def ana(api: BotApi) -> Person:
    """A person who has pressed Start."""
    ana = api.person("Ana", username="ana_b")
    ana.private.started = True
    return ana
