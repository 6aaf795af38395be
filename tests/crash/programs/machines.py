"""Two machines of one instance, each with a supervisor and a line to PostgreSQL of its own."""

import asyncio
import os
import signal
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path

from tests.crash.programs.line import PostgreSQLLine
from tests.patience import patient
from tests.running.programs import free_port

AGAIN_SECONDS = 2.0
"""As the unit of `deploy/` says."""


class Machine:
    """A machine on which a supervisor starts `terreau run` again whenever it ends.

    As systemd does with the unit of `deploy/`, it does not start it again after status 2.
    """

    def __init__(self, folder: Path, line: PostgreSQLLine) -> None:
        folder.mkdir()
        self.folder = folder
        self.config = folder / "config.toml"
        self.line = line
        self.port = free_port()
        """On which it serves its pages."""
        self.child: asyncio.subprocess.Process | None = None
        self.statuses: Counter[int] = Counter()
        self.said = ""
        self._supervisor: asyncio.Task[None] | None = None

    def is_switched_on(self) -> None:
        self._supervisor = asyncio.create_task(self._supervise())

    async def loses_its_power(self) -> None:
        """End it, and what runs on it, at once."""
        if self._supervisor is not None:
            self._supervisor.cancel()
            await asyncio.wait([self._supervisor])
            self._supervisor = None
        if self.child is not None and self.child.returncode is None:
            with suppress(ProcessLookupError):
                self.child.send_signal(signal.SIGKILL)
            await self.child.wait()

    async def is_cut_off(self) -> None:
        """Lose the way to the database alone; the server has heard of it."""
        self.line.is_down = True
        self.line.cut()
        await self.line.hear_of_it()

    @property
    def is_ready(self) -> bool:
        """True if the program that runs now serves its networks."""
        return "ready" in self.said.rpartition(" starting")[2]

    async def _supervise(self) -> None:
        while True:
            self.child = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "bot", "run", "--config", str(self.config)),
                stderr=asyncio.subprocess.PIPE,
                cwd=Path(__file__).parents[3],
                env={**os.environ, "LC_ALL": "en_US.UTF-8", "PYTHONUNBUFFERED": "1"},
            )
            assert self.child.stderr is not None
            while line := await self.child.stderr.readline():
                self.said += line.decode()
            status = await self.child.wait()
            self.statuses[status] += 1
            if status == 2:
                return
            await asyncio.sleep(AGAIN_SECONDS)


@asynccontextmanager
async def machines(folder: Path, url: str) -> AsyncIterator[tuple[Machine, Machine]]:
    """Two, which end with this."""
    async with AsyncExitStack() as stack:
        both = []
        for name in ("one", "other"):
            line = await stack.enter_async_context(PostgreSQLLine(url))
            both.append(Machine(folder / name, line))
            stack.push_async_callback(both[-1].loses_its_power)
        yield both[0], both[1]


async def until_refused(machine: Machine, times: int = 1) -> None:
    """Wait until a standby has found the database in use once more."""
    before = machine.statuses[75]
    async with patient():
        while machine.statuses[75] < before + times:
            await asyncio.sleep(0.05)


async def until_ready(machine: Machine) -> None:
    async with patient():
        while not machine.is_ready:
            await asyncio.sleep(0.05)
