"""A second machine takes over: two configurations, one PostgreSQL, one folder that both reach."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.crash.programs.machines import Machine, machines, until_ready, until_refused
from tests.crash.programs.own_postgresql import OwnPostgreSQL, own_postgresql
from tests.crash.worlds.place import DAYS, Place
from tests.emulator import BotApi
from tests.plugins.run import Run
from tests.synapse import Synapse
from tests.synapse.encrypted import EncryptedPerson

pytestmark = [pytest.mark.slow, pytest.mark.postgres, pytest.mark.timeout(1200)]

LIMIT_SECONDS = 15.0
"""The time within which the other machine has answered: the limit of `make standby`."""


@pytest.fixture
def server(run: Run, tmp_path: Path) -> Iterator[OwnPostgreSQL]:
    with own_postgresql(run.folder / f"{run.worker}-{tmp_path.name}") as made:
        yield made


@pytest.fixture
async def place(synapse: Synapse, server: OwnPostgreSQL) -> AsyncIterator[Place]:
    async with BotApi(limits=False, checked=False) as api:
        yield Place(api, server.url, await synapse.register("Terreau"), synapse.url)


async def take_turns(
    place: Place, synapse: Synapse, folder: Path, losses: list[str]
) -> tuple[list[float], tuple[Machine, Machine]]:
    """Lose the machine at work in turn, amid votes; gives the seconds until the other one answers.

    After "power" it comes back as the standby, after "line" its line does.
    """
    seconds = []
    async with (
        machines(folder, place.url) as both,
        await EncryptedPerson.on(synapse, "Zoé") as zoe,
    ):
        working, standby = both
        for machine in both:
            place.configure(machine, folder / "shared")
        working.is_switched_on()
        await until_ready(working)
        standby.is_switched_on()
        await place.is_settled(await synapse.person("Luc"), zoe)
        for loss in losses:
            await until_refused(standby)
            await place.asks()
            await place.votes(DAYS[:5])
            await (working.loses_its_power() if loss == "power" else working.is_cut_off())
            answering = asyncio.create_task(place.until_anything_comes())
            await place.votes(DAYS[5:])
            seconds.append(await answering)
            await place.until_answered()
            conflicts = place.api.updates.conflicts
            if loss == "power":
                working.is_switched_on()
            else:
                assert working.child is not None
                assert working.child.returncode is None, "it waits for its database"
                working.line.is_down = False
            working, standby = standby, working
            await until_refused(standby)
            assert place.api.updates.conflicts - conflicts <= 1
        await place.check()
        print(f"\ntaken over after {', '.join(f'{each:.1f}' for each in seconds)} s")  # noqa: T201
    return seconds, both


async def test_the_other_machine_takes_over(place: Place, synapse: Synapse, tmp_path: Path) -> None:
    _, both = await take_turns(place, synapse, tmp_path, ["power", "line"])
    assert {status for each in both for status in each.statuses} <= {75, -9}


@pytest.mark.crash
async def test_the_other_machine_answers_within_fifteen_seconds(
    place: Place, synapse: Synapse, tmp_path: Path
) -> None:
    seconds, _ = await take_turns(place, synapse, tmp_path, ["power", "line"] * 5)
    assert max(seconds) <= LIMIT_SECONDS
