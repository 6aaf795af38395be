"""A storm of SIGKILLs on Matrix: losses and repetitions, both ways."""

import asyncio
from pathlib import Path

from tests.bench.scale import Scale
from tests.bench.tables import show
from tests.crash.worlds.matrix_world import MatrixWorld, matrix_world
from tests.crash.worlds.storms import storm
from tests.crash.worlds.world import Counts
from tests.synapse import PrivateSynapse

GAP_EVERY = 5
NOTE = """\
The storm of `make crash`: commands in direct and shared rooms, half of them encrypted, written
while the bot is down and while it runs; in every {every}th wave they stand in one shared room amid
more than a sync brings of it. The bot is killed after a random one of its first requests, and at
last left alone. In: commands whose effect is not stored, or stored twice. Out: answers, and
announcements in two rooms, as the people read them. matrix-nio with `store_sync_tokens`, and a
callback that commits a row and calls `room_send`."""


class BareWorld(MatrixWorld):
    """The same, with nio's client alone."""

    module = "tests.bench.bots.nio_counting"


def bench(folder: Path, scale: Scale) -> None:
    """Count what each bot makes of the same storm."""
    counted = asyncio.run(_counted(folder, scale))
    columns = ("bot", "events", "kills", "in: lost", "twice", "out: due", "lost", "doubled")
    rows = [(name, *_row(counts)) for name, counts in counted.items()]
    show("Storm of kills on Matrix", columns, rows, NOTE.format(every=GAP_EVERY))


async def _counted(folder: Path, scale: Scale) -> dict[str, Counts]:
    synapse = PrivateSynapse(folder / "synapse")
    await synapse.start()
    try:
        return {
            "matrix-nio": await _outcome(synapse, folder / "nio", scale, BareWorld),
            "Terreau": await _outcome(synapse, folder / "terreau", scale, MatrixWorld),
        }
    finally:
        await asyncio.to_thread(synapse.server.kill)


async def _outcome(
    synapse: PrivateSynapse, folder: Path, scale: Scale, kind: type[MatrixWorld]
) -> Counts:
    gaps = range(2, scale.matrix_kills + 1, GAP_EVERY)
    async with matrix_world(synapse, folder, gaps, kind=kind) as world:
        await world.found()
        await storm(world, kills=scale.matrix_kills, events=scale.matrix_events)
        await world.finish()
        return await world.counts()


def _row(counts: Counts) -> tuple[int, ...]:
    return (
        counts.events,
        counts.kills,
        counts.lost_in,
        counts.twice_in,
        counts.events + counts.announced,
        counts.answers_lost + counts.announced_lost,
        counts.answers_repeated + counts.announced_twice,
    )
