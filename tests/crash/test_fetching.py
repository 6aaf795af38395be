"""Killed while it fetches what people sent: each file comes in once, and nothing is left over."""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.domain.personal_data import RetentionPeriods
from storage.files import Files
from storage.unit_of_work import Database
from tests.crash.worlds.telegram_world import TelegramWorld
from tests.emulator import BotApi

KILLS = 3


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[TelegramWorld]:
    async with BotApi(limits=False, checked=False) as api, TelegramWorld(api, tmp_path) as made:
        yield made


@pytest.mark.slow
@pytest.mark.timeout(600)
async def test_a_kill_amid_a_fetch_loses_and_doubles_nothing(
    world: TelegramWorld, tmp_path: Path
) -> None:
    ana, chance = world.people[0], random.Random(KILLS)
    world.api.faults.latency("download", 0.1)
    for number in range(1, KILLS + 1):
        ana.sends_document(bytes(100 + number), name="liste.csv", caption=f"/import {number}")
        asked = world.api.count("getFile")
        child = await world.start()
        await world.until(lambda: world.api.count("getFile") > asked)  # noqa: B023 - awaited
        await asyncio.sleep(chance.uniform(0, 0.25))
        await world.kill(child)
    await world.finish()

    numbers = range(1, KILLS + 1)
    assert Counter(world.effects()) == dict.fromkeys(numbers, 1)
    said = Counter(each.text for each in ana.private.said)
    assert all(said[f"Imported {number} ({100 + number})."] for number in numbers)
    assert world.api.violations == []
    assert left_when_swept(world, tmp_path) == sorted(100 + number for number in numbers)


def left_when_swept(world: TelegramWorld, folder: Path) -> list[int]:
    """The sizes of the bytes that are left once those that nobody claims are swept away."""
    database = Database(world.url, folder)
    with database.unit() as store:
        store[Files].purge(datetime.now(UTC) + timedelta(hours=2), RetentionPeriods())
    database.close()
    return sorted(each.stat().st_size for each in (folder / "files").iterdir())
