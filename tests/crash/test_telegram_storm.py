"""A storm of SIGKILLs on Telegram: messages are handled once, and none that goes out is lost."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.crash.worlds.storms import die_everywhere, storm
from tests.crash.worlds.telegram_world import TelegramWorld
from tests.emulator import BotApi

SENDERS = 8
"""Requests that may be under way when the process is killed."""


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[TelegramWorld]:
    async with BotApi(limits=False, checked=False) as api, TelegramWorld(api, tmp_path) as made:
        yield made


async def check(world: TelegramWorld) -> None:
    """Hold what is promised once all is done, and print what was counted."""
    await world.finish()
    counts = await world.counts()
    print(f"\n{counts}")  # noqa: T201 - the figures are what a storm is run for
    assert counts.events > 0
    assert counts.announced > 0
    assert counts.lost_in == 0
    assert counts.twice_in == 0
    assert counts.out_of_order == 0
    assert counts.answers_lost == 0
    assert counts.answers_repeated <= counts.kills * SENDERS
    assert counts.announced_twice == 0
    assert counts.announced_lost <= counts.uncertain <= counts.kills
    assert counts.stuck == 0
    assert world.api.violations == []


@pytest.mark.slow
async def test_a_short_storm_loses_nothing(world: TelegramWorld) -> None:
    await storm(world, kills=6, events=120)
    await check(world)


@pytest.mark.slow
@pytest.mark.timeout(600)
async def test_a_kill_at_a_commit_loses_nothing(world: TelegramWorld) -> None:
    await die_everywhere(world, range(6, 8))
    await check(world)


@pytest.mark.crash
@pytest.mark.slow
@pytest.mark.timeout(1800)
async def test_a_long_storm_loses_nothing(world: TelegramWorld) -> None:
    await storm(world, kills=110, events=2200)
    await check(world)


@pytest.mark.crash
@pytest.mark.slow
@pytest.mark.timeout(1800)
async def test_no_commit_point_loses_anything(world: TelegramWorld) -> None:
    await die_everywhere(world, range(1, 26))
    await check(world)
