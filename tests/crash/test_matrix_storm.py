"""A storm of SIGKILLs on Matrix: messages are handled once, and arrive once."""

from pathlib import Path

import pytest

from tests.crash.worlds.matrix_world import MatrixWorld, matrix_world
from tests.crash.worlds.storms import die_everywhere, storm
from tests.synapse import Synapse

BIRTH = (
    "*/login",
    "*/keys/upload",
    "*/keys/device_signing/upload",
    "*/keys/signatures/upload",
    "*/join/*",
    "*/keys/claim",
    "*/sendToDevice/*",
)
"""Requests of a first start, which ends with a greeting in encrypted rooms."""
LIFE = (
    "*/sendToDevice/*",
    "*/keys/query",
    "*/sync",
    "*/rooms/*/messages",
    "*/rooms/*/members",
    "*/rooms/*/send/m.room.message/*",
    "*/rooms/*/send/m.room.encrypted/*",
)


async def check(world: MatrixWorld) -> None:
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
    assert counts.answers_repeated == 0
    assert counts.announced_lost == 0
    assert counts.announced_twice == 0
    assert counts.uncertain == 0
    assert counts.unreadable == 0
    assert counts.stuck == 0


@pytest.mark.slow
async def test_a_short_storm_loses_nothing(synapse: Synapse, tmp_path: Path) -> None:
    async with matrix_world(synapse, tmp_path, gaps={2}) as world:
        await world.found("*/keys/upload")
        await storm(world, kills=4, events=40)
        await die_everywhere(world, range(6, 7))
        await check(world)
        assert world.proxy.asked_for("*/rooms/*/messages"), "a gap was to be filled"


@pytest.mark.crash
@pytest.mark.slow
@pytest.mark.timeout(3600)
async def test_a_long_storm_loses_nothing(synapse: Synapse, tmp_path: Path) -> None:
    async with matrix_world(synapse, tmp_path, gaps=range(5, 60, 9)) as world:
        await world.found()
        await storm(world, kills=60, events=720)
        await check(world)


@pytest.mark.crash
@pytest.mark.slow
@pytest.mark.timeout(3600)
async def test_no_commit_point_loses_anything(synapse: Synapse, tmp_path: Path) -> None:
    async with matrix_world(synapse, tmp_path) as world:
        await world.found()
        await die_everywhere(world, range(1, 21))
        await check(world)


@pytest.mark.crash
@pytest.mark.slow
@pytest.mark.timeout(1800)
async def test_no_request_loses_anything(synapse: Synapse, tmp_path: Path) -> None:
    gap = LIFE.index("*/rooms/*/messages") + 1
    async with matrix_world(synapse, tmp_path, gaps={gap}) as world:
        await world.found(*BIRTH)
        for pattern in LIFE:
            await world.write(10)
            await world.die_amid(pattern)
        await check(world)
