"""The process that runs the bot in a folder of data, so that another command can end it.

The file `.running` is locked as long as that process lives: its number is never an older one's.
The file `.updating` is locked while the program and the tables may not fit each other.
"""

import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

if sys.platform != "win32":
    import fcntl

_FILE, _UPDATING = ".running", ".updating"
_TRIES, _PAUSE = 20, 0.05
_STARTED_AGAIN = "again"
"""Behind the number of a process whose supervisor starts it again."""


@dataclass(frozen=True, slots=True)
class Running:
    """A process that runs the bot."""

    number: int
    comes_back: bool
    """True if a supervisor starts it again when it ends."""

    def end(self) -> None:
        """Tell it to end; raises `PermissionError`."""
        with suppress(ProcessLookupError):
            os.kill(self.number, signal.SIGTERM)


@contextmanager
def noted_in(data: Path) -> Iterator[None]:
    """Note that this process runs the bot, as long as it does."""
    with _locked(data / _FILE) as file:
        if file is None:
            yield
            return
        file.truncate(0)
        is_supervised = "NOTIFY_SOCKET" in os.environ or "INVOCATION_ID" in os.environ
        file.write(f"{os.getpid()} {_STARTED_AGAIN * is_supervised}")
        file.flush()
        yield
        file.truncate(0)


@contextmanager
def _locked(path: Path) -> Iterator[IO[str] | None]:
    """Hold the lock of a file in the data folder; None on Windows, which has no such locks."""
    if sys.platform == "win32":
        yield None
        return
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with path.open("a+", encoding="utf-8") as file:
        _lock(file)
        yield file


def _lock(file: IO[str]) -> None:
    """Lock the file, which others lock for an instant to look; an older bot is not waited for."""
    for _ in range(_TRIES):
        with suppress(BlockingIOError):
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        time.sleep(_PAUSE)


def running_in(data: Path) -> Running | None:
    """The process that runs the bot there now."""
    if sys.platform == "win32":
        return None
    try:
        with (data / _FILE).open(encoding="utf-8") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                number, _, more = file.read().partition(" ")
                return Running(int(number), more == _STARTED_AGAIN) if number else None
            return None
    except FileNotFoundError:
        return None


@contextmanager
def kept_from_starting(data: Path) -> Iterator[None]:
    """Keep the bot from starting there; one that runs goes on."""
    with _locked(data / _UPDATING):
        yield


def is_updated(data: Path) -> bool:
    """True while the bot is kept from starting there."""
    if sys.platform == "win32":
        return False
    try:
        with (data / _UPDATING).open(encoding="utf-8") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:  # it is not there; what may not be read is told when it is used
        return False
    return False
