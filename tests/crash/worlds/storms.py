"""Storms of SIGKILLs, the same on every network; the rest is for `World.finish`."""

import random

from tests.crash.worlds.world import World
from tests.patience import patient


async def storm(world: World, *, kills: int, events: int) -> None:
    """Make people write all along, and kill at random moments."""
    chance = random.Random(kills)
    for _ in range(kills):
        await world.write(events // kills)
        child = await world.start()
        await world.random_moment(chance)
        await world.kill(child)
    await world.write(max(0, events - len(world.written)))


async def die_everywhere(world: World, commits: range) -> None:
    """Be killed just before and just after each of these commits, with a few events at hand."""
    for commit in commits:
        for moment in ("before", "after"):
            await world.write(5)
            child = await world.start("--kill-at", str(commit), moment)
            async with patient():
                await child.wait()
            world.kills += 1
