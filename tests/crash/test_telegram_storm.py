"""A storm of SIGKILLs: what came in is done once, what goes out is not lost."""

import asyncio
import random
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest

from tests.crash.world import Counts, World, made_world
from tests.emulator import BotApi

SENDERS = 8
"""How many requests may be on their way when the process is killed."""


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with BotApi(limits=False, checked=False) as api:
        made = made_world(api, tmp_path)
        yield made
        await made.close()


def check(counts: Counts) -> None:
    """Hold what is promised, and print what was counted."""
    print(f"\n{counts}")  # noqa: T201 - the figures are what a storm is run for
    assert counts.lost_in == 0
    assert counts.twice_in == 0
    assert counts.answers_lost == 0
    assert counts.answers_repeated <= counts.kills * SENDERS
    assert counts.announced_twice == 0
    assert counts.announced_lost <= counts.uncertain <= counts.kills
    assert counts.stuck == 0


async def storm(world: World, *, kills: int, updates: int) -> None:
    """Send updates all along, and kill at random moments."""
    chance = random.Random(kills)
    each = updates // kills
    for _ in range(kills):
        world.write(each)
        polls = world.api.count("getUpdates")
        child = await world.start()
        # Random moments, from the first poll to the middle of the work.
        await world.api.until(partial(world.polled_since, polls), within=60)
        await asyncio.sleep(chance.uniform(0, 0.4))
        await world.kill(child)
    world.write(updates - world.sent)
    await world.finish()
    check(world.counts())
    assert world.api.violations == []


async def die_everywhere(world: World, commits: range) -> None:
    """Be killed just before and just after each of these commits, with a few updates at hand."""
    for commit in commits:
        for moment in ("before", "after"):
            world.write(5)
            child = await world.start("--kill-at", str(commit), moment)
            async with asyncio.timeout(30):
                await child.wait()
            world.kills += 1
    await world.finish()
    check(world.counts())
    assert world.api.violations == []


async def test_a_short_storm_loses_nothing(world: World) -> None:
    await storm(world, kills=6, updates=120)


@pytest.mark.timeout(120)
async def test_a_kill_at_a_commit_loses_nothing(world: World) -> None:
    await die_everywhere(world, range(6, 8))


@pytest.mark.crash
@pytest.mark.slow
@pytest.mark.timeout(1800)
async def test_a_long_storm_loses_nothing(world: World) -> None:
    await storm(world, kills=110, updates=2200)


@pytest.mark.crash
@pytest.mark.slow
@pytest.mark.timeout(1800)
async def test_no_commit_point_loses_anything(world: World) -> None:
    await die_everywhere(world, range(1, 26))
