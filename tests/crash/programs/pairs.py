"""Two processes on one database, each under a loop that starts it again, as a supervisor does."""

import asyncio
import random
import signal
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import psycopg

from bot.operations.terminal import TRY_LATER
from tests.crash.programs.child import NOT_STARTED
from tests.crash.programs.forked_child import ForkedChild
from tests.crash.programs.line import PostgreSQLLine
from tests.crash.worlds.world import World
from tests.patience import patient

AGAIN_SECONDS = 1.0
LIFE_SECONDS = 20.0


class Supervised:
    """A child that is started again whenever it ends, with a line of its own to PostgreSQL."""

    def __init__(self, world: World, line: PostgreSQLLine) -> None:
        self._world = world
        self.line = line
        self.child: ForkedChild | None = None
        self.statuses: Counter[int] = Counter()

    async def run(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            self.child = await self._world.start("--database", self.line.url)
            if not stop.is_set():
                self.statuses[await self.child.wait()] += 1
                await asyncio.sleep(AGAIN_SECONDS)

    def send(self, number: signal.Signals) -> None:
        if self.child is not None and self.child.returncode is None:
            with suppress(ProcessLookupError):
                self.child.send_signal(number)


@asynccontextmanager
async def pair(world: World) -> AsyncIterator[tuple[Supervised, Supervised]]:
    """Two of them; both are killed at the end."""
    async with PostgreSQLLine(world.url) as one, PostgreSQLLine(world.url) as other:
        both = (Supervised(world, one), Supervised(world, other))
        stop = asyncio.Event()
        pending = {asyncio.create_task(each.run(stop)) for each in both}
        try:
            await _until_one_refused(both)
            yield both
        finally:
            stop.set()
            while pending:
                for each in both:
                    each.send(signal.SIGKILL)
                _, pending = await asyncio.wait(pending, timeout=0.2)


async def _until_one_refused(both: tuple[Supervised, Supervised]) -> None:
    async with patient():
        while not refusals(both):
            await asyncio.sleep(0.1)


def refusals(both: tuple[Supervised, Supervised]) -> int:
    """The number of ends of one of them since the other one was at work."""
    return sum(each.statuses[TRY_LATER] for each in both)


def failures(both: tuple[Supervised, Supervised]) -> set[int]:
    """Exit statuses other than those of a kill, or of a start without a database."""
    expected = {TRY_LATER, NOT_STARTED, -signal.SIGKILL}
    return {status for each in both for status in each.statuses} - expected


async def progress(world: World, chance: random.Random) -> None:
    """Wait until some more is counted, or long enough."""
    before, enough = _counted(world), chance.randint(1, 4)
    with suppress(TimeoutError):
        async with asyncio.timeout(LIFE_SECONDS):
            while _counted(world) < min(before + enough, len(world.written)):
                await asyncio.sleep(0.05)


def _counted(world: World) -> int:
    """The number of effects so far; 0 while the server comes back."""
    with suppress(psycopg.OperationalError):
        return len(world.effects())
    return 0
