"""The program as a host runs it: it says when it is ready, and ends when it is told to."""

import asyncio
import os
import signal
import socket
import sys
from pathlib import Path
from time import monotonic

import pytest

from tests.crash.world import made_world
from tests.emulator import BotApi

CONFIG = """
[instance]
database = "sqlite:///{folder}/terreau.db"
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


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


async def start(config: Path) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "bot", "run", "--config", str(config)),
        stderr=asyncio.subprocess.PIPE,
        cwd=Path(__file__).parent.parent,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )


def written(folder: Path, api: str, port: int = 0) -> Path:
    path = folder / "config.toml"
    filled = CONFIG.format(folder=folder, api=api, token="123:abc", port=port or free_port())
    path.write_text(filled)
    return path


async def read_until(child: asyncio.subprocess.Process, word: str) -> str:
    assert child.stderr is not None
    said = ""
    async with asyncio.timeout(20):
        while word not in said:
            line = await child.stderr.readline()
            assert line, f"it ended, having said: {said}"
            said += line.decode()
    return said


async def ended(child: asyncio.subprocess.Process) -> str:
    """Tell it to end; it must within ten seconds, in peace."""
    began = monotonic()
    child.send_signal(signal.SIGTERM)
    _, said = await asyncio.wait_for(child.communicate(), 15)
    assert monotonic() - began < 10
    assert child.returncode == 0
    return said.decode()


async def test_it_is_ready_shows_its_menus_and_ends(tmp_path: Path) -> None:
    async with BotApi(limits=False) as api:
        ana = api.person("Ana", language="fr")
        child = await start(written(tmp_path, api.url))
        said = await read_until(child, "ready")
        await api.until(ana.menu, within=10)
        ana.says("/start")
        await ana.private.expect(lambda message: "Bonjour" in message.text, within=10)

        said += await ended(child)

        assert "sondage" in " ".join(ana.menu())
        assert "123:abc" not in said
        assert api.violations == []


async def test_it_waits_for_a_network_that_is_away(tmp_path: Path) -> None:
    async with BotApi(limits=False) as api:
        ana = api.person("Ana")
        async with api.faults.outage():
            child = await start(written(tmp_path, api.url))
            await asyncio.sleep(3)
            assert child.returncode is None
        ana.says("/start")
        await ana.private.expect(lambda message: bool(message.text), within=40)
        await ended(child)


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        pytest.param(('locale = "fr"', 'locale = "xx"'), "instance.locale", id="a wrong key"),
        pytest.param(("[telegram]", "[signal]"), "signal", id="a wrong section"),
        pytest.param(
            ("sqlite:///", "postgresql://nobody@127.0.0.1:1/"), "database", id="no database"
        ),
    ],
)
async def test_what_is_wrong_at_the_start_is_told_in_a_line(
    tmp_path: Path, spoil: tuple[str, str], told: str
) -> None:
    config = written(tmp_path, "http://127.0.0.1:9")
    config.write_text(config.read_text().replace(*spoil))

    child = await start(config)
    _, said = await asyncio.wait_for(child.communicate(), 20)

    assert child.returncode == 2
    assert told in said.decode()
    assert "Traceback" not in said.decode()


async def test_a_port_that_is_taken_is_told(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        config = written(tmp_path, "http://127.0.0.1:9", port=taken.getsockname()[1])

        child = await start(config)
        _, said = await asyncio.wait_for(child.communicate(), 20)

    assert child.returncode == 2
    assert "[http] listen" in said.decode()


async def test_five_hundred_waiting_updates_survive_a_stop(tmp_path: Path) -> None:
    async with BotApi(limits=False, checked=False) as api:
        world = made_world(api, tmp_path, people=50)
        world.write(500)
        polls = api.count("getUpdates")
        child = await world.start()
        await api.until(lambda: world.polled_since(polls + 1), within=20)
        began = monotonic()
        child.terminate()
        await asyncio.wait_for(child.wait(), 15)

        assert monotonic() - began < 10
        assert child.returncode == 0
        await world.finish()
        counts = world.counts()
        await world.close()
    assert (counts.lost_in, counts.twice_in) == (0, 0)
    assert (counts.answers_lost, counts.answers_repeated) == (0, 0)
    assert (counts.announced_lost, counts.announced_twice) == (0, 0)
