"""The program started in a process of its own, with its configuration."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from tests.crash_watch import WATCH
from tests.patience import HANG, patient

CONFIG = """
[instance]
database = "sqlite:///{folder}/terreau.db"
data = "{folder}/data"
locale = "fr"
[telegram]
token = "{token}"
api_base = "{api}"
[http]
listen = "127.0.0.1:{port}"
[[communities]]
slug = "energie"
name = "Énergie"
"""
ENGLISH = {"LC_ALL": "en_US.UTF-8"}
"""The environment of a terminal in English."""


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


Start = Callable[[Path], Awaitable[asyncio.subprocess.Process]]


@pytest.fixture
async def start() -> AsyncIterator[Start]:
    """Start the program; it never outlives the test."""
    started: list[asyncio.subprocess.Process] = []

    async def start_one(config: Path) -> asyncio.subprocess.Process:
        child = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "bot", "run", "--config", str(config)),
            stderr=asyncio.subprocess.PIPE,
            cwd=Path(__file__).parents[2],
            env={**os.environ, **ENGLISH, "PYTHONUNBUFFERED": "1"},
        )
        WATCH.follows(child.stderr)
        started.append(child)
        return child

    yield start_one
    for child in started:
        if child.returncode is None:
            child.kill()
        await child.wait()


def written(folder: Path, api: str, port: int = 0) -> Path:
    path = folder / "config.toml"
    filled = CONFIG.format(folder=folder, api=api, token="123:abc", port=port or free_port())
    path.write_text(filled)
    return path


async def read_until(child: asyncio.subprocess.Process, word: str) -> str:
    assert child.stderr is not None
    said = ""
    async with patient():
        while word not in said:
            line = await child.stderr.readline()
            assert line, f"it ended, having said: {said}"
            said += line.decode()
    return said


async def ended(child: asyncio.subprocess.Process) -> str:
    """Tell it to end; it must, in peace."""
    child.send_signal(signal.SIGTERM)
    _, said = await asyncio.wait_for(child.communicate(), HANG)
    assert child.returncode == 0
    return said.decode()
