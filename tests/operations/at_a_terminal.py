"""A program at a real terminal, as a person sees and types it."""

import asyncio
import os
import pty
import re
import signal
import sys
from asyncio.subprocess import Process
from collections.abc import Mapping
from pathlib import Path
from typing import Self

from tests.patience import HANG, patient

TERMINAL = (
    "import fcntl, runpy, signal, sys, termios\n"
    "fcntl.ioctl(0, termios.TIOCSCTTY, 0)\n"
    "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
    "sys.argv = ['terreau', *sys.argv[1:]]\n"
    "runpy.run_module('bot', run_name='__main__', alter_sys=False)\n"
)
"""Starts the program so that Ctrl-C comes from its terminal, even if tests ignore it."""


class AtATerminal:
    """One run of the program; `seen` is what has been read so far."""

    def __init__(self, process: Process, ours: int) -> None:
        self.process = process
        self.seen = ""
        self._ours = ours
        self._new = asyncio.Event()
        self._closed = asyncio.Event()
        self._read_to = 0
        asyncio.get_running_loop().add_reader(ours, self._read)

    @classmethod
    async def starts(cls, *arguments: str, folder: Path, env: Mapping[str, str]) -> Self:
        """Type a command."""
        ours, theirs = pty.openpty()
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", TERMINAL, *arguments),
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            cwd=folder,
            env={**os.environ, **env},
            start_new_session=True,
        )
        os.close(theirs)
        return cls(process, ours)

    async def shows(self, words: str, *, within: float = HANG) -> str:
        """Wait for words behind those that were waited for before; gives all up to them.

        Lines may be broken between any two words.
        """
        wanted = re.compile(r"\s+".join(re.escape(each) for each in words.split(" ")))
        try:
            async with patient(within):
                while (found := wanted.search(self.seen, self._read_to)) is None:
                    self._new.clear()
                    await self._new.wait()
        except TimeoutError:
            raise AssertionError(f"{words!r} is not in:\n{self.seen[self._read_to :]}") from None
        shown, self._read_to = self.seen[self._read_to : found.end()], found.end()
        return shown

    def types(self, line: str = "") -> None:
        """Type a line, Enter alone unless given."""
        os.write(self._ours, f"{line}\n".encode())

    async def is_interrupted(self) -> int:
        """Press Ctrl-C; gives the exit code."""
        os.write(self._ours, b"\x03")
        return await self.ends()

    async def is_killed(self) -> None:
        """End without a word, as by a lost power."""
        self.process.send_signal(signal.SIGKILL)
        await self.ends()

    async def ends(self, *, within: float = HANG) -> int:
        """Wait for the end; gives the exit code."""
        async with patient(within):
            code = await self.process.wait()
            await self._closed.wait()  # what it said last is read
        os.close(self._ours)
        return code

    def _read(self) -> None:
        try:
            self.seen += os.read(self._ours, 65536).decode(errors="replace")
        except OSError:  # the other end is closed
            asyncio.get_running_loop().remove_reader(self._ours)
            self._closed.set()
        self._new.set()
