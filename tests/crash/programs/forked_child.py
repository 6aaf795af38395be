"""Children forked from a process that has the program loaded: each starts in milliseconds.

A storm starts many of them, and what it is about begins after the imports.
"""

import asyncio
import importlib
import multiprocessing
import os
import signal
from multiprocessing import forkserver
from pathlib import Path

CHILDREN = (
    "tests.crash.programs.mail_child",
    "tests.crash.programs.matrix_child",
    "tests.crash.programs.telegram_child",
)
"""Modules with a `main` that takes what stands on a command line."""

_FORKED = multiprocessing.get_context("forkserver")


class ForkedChild:
    """A process, used like one of `asyncio.subprocess`."""

    def __init__(self, module: str, arguments: list[str], log: Path) -> None:
        """Call a module's `main`; its standard error goes to `log`."""
        _FORKED.set_forkserver_preload([*CHILDREN])
        self._process = _FORKED.Process(target=_live, args=(module, arguments, log), daemon=True)
        self._process.start()

    @property
    def returncode(self) -> int | None:
        """As a shell would tell it; None while it lives."""
        return self._process.exitcode

    def send_signal(self, number: signal.Signals) -> None:
        """Send it a signal, unless it has ended."""
        if self.returncode is None and self._process.pid is not None:
            os.kill(self._process.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    async def wait(self) -> int:
        """Wait for its end."""
        loop, ended = asyncio.get_running_loop(), asyncio.Event()
        loop.add_reader(self._process.sentinel, ended.set)
        try:
            await ended.wait()
        finally:
            loop.remove_reader(self._process.sentinel)
        self._process.join()
        assert self.returncode is not None
        return self.returncode


def end_server() -> None:
    """End the process that they are forked from; its processor time is then known."""
    forkserver._forkserver._stop()  # type: ignore[attr-defined] # no public way


def _live(module: str, arguments: list[str], log: Path) -> None:
    with log.open("ab") as output, Path(os.devnull).open("wb") as nowhere:
        os.dup2(nowhere.fileno(), 1)
        os.dup2(output.fileno(), 2)
    importlib.import_module(module).main(arguments)
