"""`/healthz` says within a minute that something is unwell, and when it is well again."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.app import App
from bot.config import Settings
from bot.core import health
from bot.core.clock import Clock
from bot.transports.telegram import TelegramTransport
from bot.web.health import health_page, serve
from storage.migrating import migrate
from storage.unit_of_work import Database
from tests.emulator import BotApi

PATIENCE = timedelta(seconds=1)


@dataclass(slots=True)
class Running:
    """The whole program on an emulated Telegram, and its page."""

    api: BotApi
    app: App
    url: str

    async def look(self) -> tuple[int, dict[str, Any]]:
        async with aiohttp.ClientSession() as session, session.get(self.url) as response:
            return response.status, json.loads(await response.text())

    async def becomes(self, status: int, within: float = 12) -> dict[str, Any]:
        async with asyncio.timeout(within):
            while True:
                found, told = await self.look()
                if found == status:
                    return told
                await asyncio.sleep(0.1)


@pytest.fixture
async def running(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Running]:
    monkeypatch.setattr(health, "PATIENCE", PATIENCE)
    monkeypatch.setattr(health, "ANSWER_WITHIN", 1.0)
    database = Database(f"sqlite:///{tmp_path / 'terreau.db'}")
    migrate(database)
    async with BotApi(limits=False) as api:
        transport = TelegramTransport(api.token, api_base=api.url, clock=Clock())
        app = App(Settings(), database, [transport], Clock())
        page = await serve(health_page(app.health), "127.0.0.1", 0)
        port = page.addresses[0][1]
        stop = asyncio.Event()
        living = asyncio.create_task(app.run(stop))
        await asyncio.wait_for(transport.connected(), 10)
        yield Running(api, app, f"http://127.0.0.1:{port}/healthz")
        stop.set()
        await asyncio.wait_for(living, 10)
        await page.cleanup()


async def test_all_is_well(running: Running) -> None:
    told = await running.becomes(200)

    assert told["status"] == "ok"
    assert told["unwell"] == []


async def test_a_dead_network_is_told_and_heals(running: Running) -> None:
    await running.becomes(200)
    async with running.api.faults.outage():
        assert (await running.becomes(503))["unwell"] == ["telegram"]

    await running.becomes(200, within=40)


async def test_a_locked_database_is_told_and_heals(running: Running) -> None:
    await running.becomes(200)
    other = Database(running.app.lanes.database.url.render_as_string())
    with other.engine.connect() as connection:
        connection.exec_driver_sql("SELECT 1") if not connection.in_transaction() else None
        assert "database" in (await running.becomes(503))["unwell"]
    other.close()

    await running.becomes(200)


async def test_a_stopped_schedule_is_told(running: Running) -> None:
    await running.becomes(200)

    running.app.runner.ticked_at = datetime.now(UTC) - timedelta(minutes=5)

    assert (await running.becomes(503))["unwell"] == ["schedule"]


async def test_a_stuck_inbox_is_told(running: Running) -> None:
    await running.becomes(200)

    with running.app.lanes.database.unit() as store:
        old = datetime.now(UTC) - timedelta(minutes=5)
        store.inbox.receive("telegram", [("1", "telegram:1", {})], old)

    told = await running.becomes(503)
    assert told["unwell"] == ["inbox"]
    assert told["waiting_in"] == 1


def test_the_promise_of_sixty_seconds_holds() -> None:
    assert health.PATIENCE + timedelta(seconds=health.ANSWER_WITHIN) < timedelta(seconds=60)
