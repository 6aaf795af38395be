"""Storms on PostgreSQL: the program, its sessions and the server itself are ended in between."""

import asyncio
import random
import signal
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.crash.programs.own_postgresql import OwnPostgreSQL, own_postgresql
from tests.crash.programs.pairs import Supervised, failures, pair, progress, refusals
from tests.crash.test_matrix_storm import check as check_matrix
from tests.crash.test_telegram_storm import check
from tests.crash.worlds.matrix_world import matrix_world
from tests.crash.worlds.telegram_world import TelegramWorld
from tests.crash.worlds.world import World
from tests.emulator import BotApi
from tests.plugins.run import Run
from tests.synapse import Synapse

pytestmark = [pytest.mark.slow, pytest.mark.postgres]


@pytest.fixture
def server(run: Run, tmp_path: Path) -> Iterator[OwnPostgreSQL]:
    # Beside the tests' own one: the folders of pytest are closed to the user that it runs as.
    with own_postgresql(run.folder / f"{run.worker}-{tmp_path.name}") as made:
        yield made


@pytest.fixture
async def world(tmp_path: Path, server: OwnPostgreSQL) -> AsyncIterator[TelegramWorld]:
    async with (
        BotApi(limits=False, checked=False) as api,
        TelegramWorld(api, tmp_path, url=server.url) as made,
    ):
        yield made


async def storm(world: TelegramWorld, server: OwnPostgreSQL, *, waves: int, events: int) -> None:
    """Make people write all along; end the program, one of its sessions, or the whole server."""
    chance = random.Random(waves)
    for wave in range(waves):
        await world.write(events // waves)
        child = await world.start()
        await world.random_moment(chance)
        if wave % 4 == 3:
            await asyncio.to_thread(server.restart)
            await progress(world, chance)
        elif wave % 2:
            server.end_a_session(chance)
            await progress(world, chance)
        await world.kill(child)
    await world.write(max(0, events - len(world.written)))


@pytest.mark.timeout(600)
async def test_a_short_storm_loses_nothing(world: TelegramWorld, server: OwnPostgreSQL) -> None:
    await storm(world, server, waves=8, events=120)
    await check(world)
    assert server.restarts == 2


@pytest.mark.crash
@pytest.mark.timeout(3600)
async def test_a_long_storm_loses_nothing(world: TelegramWorld, server: OwnPostgreSQL) -> None:
    await storm(world, server, waves=110, events=2200)
    await check(world)


async def rivalry(
    world: World, server: OwnPostgreSQL, *, turns: int, events: int
) -> tuple[Supervised, Supervised]:
    """Two on one database: in turn one is killed, stopped, cut off, or loses the lock unawares."""
    chance = random.Random(turns)
    async with pair(world) as both:
        for turn in range(turns):
            await world.write(events // turns)
            await progress(world, chance)
            one = both[chance.randrange(2)]
            match turn % 5:
                case 0:
                    one.send(signal.SIGKILL)
                case 1:
                    one.send(signal.SIGSTOP)
                    await asyncio.sleep(chance.uniform(0.1, 2))
                    one.send(signal.SIGCONT)
                case 2:
                    server.end_a_session(chance)
                case 3:
                    one.line.cut()
                case _:  # the other one takes over while this one knows nothing
                    one.send(signal.SIGSTOP)
                    for _ in range(3):
                        server.end_a_session(chance)
                    await progress(world, chance)
                    one.send(signal.SIGCONT)
            world.kills += 1
        await world.write(max(0, events - len(world.written)))
        return both


@pytest.mark.timeout(600)
async def test_two_instances_on_one_database_do_all_once(
    world: TelegramWorld, server: OwnPostgreSQL
) -> None:
    both = await rivalry(world, server, turns=10, events=80)
    await check(world)
    assert refusals(both)
    assert not failures(both), world.said(30_000)


@pytest.mark.crash
@pytest.mark.timeout(3600)
async def test_two_instances_on_one_database_do_500_updates_once(
    world: TelegramWorld, server: OwnPostgreSQL
) -> None:
    both = await rivalry(world, server, turns=50, events=500)
    await check(world)
    assert refusals(both)
    assert not failures(both), world.said(30_000)


@pytest.mark.timeout(600)
async def test_two_instances_on_matrix_say_all_once(
    synapse: Synapse, tmp_path: Path, server: OwnPostgreSQL
) -> None:
    async with matrix_world(synapse, tmp_path, url=server.url) as world:
        await world.found()
        both = await rivalry(world, server, turns=5, events=40)
        await check_matrix(world)
    assert len(world.written) == 40
    assert not failures(both), world.said(30_000)


@pytest.mark.crash
@pytest.mark.timeout(3600)
async def test_two_instances_on_matrix_say_all_of_500_once(
    synapse: Synapse, tmp_path: Path, server: OwnPostgreSQL
) -> None:
    async with matrix_world(synapse, tmp_path, url=server.url) as world:
        await world.found()
        both = await rivalry(world, server, turns=50, events=500)
        await check_matrix(world)
    assert len(world.written) == 500
    assert not failures(both), world.said(30_000)
