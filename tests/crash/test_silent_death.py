"""Each task of the running program dies in turn: that is told within a minute (`make silence`)."""

import asyncio
import os
import sys
from contextlib import suppress
from pathlib import Path
from time import monotonic

import aiohttp
import pytest

from tests.emulator import BotApi
from tests.patience import patient
from tests.running.programs import ENGLISH, free_port
from tests.running.test_heartbeats import MATRIX_NAMES, NAMES
from tests.synapse import Synapse

pytestmark = [pytest.mark.crash, pytest.mark.slow]

LIMIT_SECONDS = 60.0
AT_ONCE = 4
PROGRAM = """
import pathlib
from bot.core.tasks import Heartbeat

really = Heartbeat.beat

def beat(heartbeat, within=0.0):
    if heartbeat.name != {name!r} or not pathlib.Path({flag!r}).exists():
        really(heartbeat, within)
    elif {ends}:
        heartbeat.task.cancel()

Heartbeat.beat = beat
from bot.__main__ import cli
cli()
"""
"""Once the flag is there, the task gives no sign any more, or ends."""
CONFIG = """
[instance]
database = "sqlite:///{folder}/terreau.db"
data = "{folder}/data"
[telegram]
token = "123:abc"
api_base = "{api}"
[matrix]
homeserver = "{homeserver}"
user = "{user}"
password = "{password}"
[http]
listen = "127.0.0.1:{port}"
[[communities]]
slug = "energie"
name = "Énergie"
"""


async def told(port: int, child: asyncio.subprocess.Process, status: int) -> str:
    """Wait until `/healthz` has this status, or the program ends; gives how."""
    url = f"http://127.0.0.1:{port}/healthz"
    async with aiohttp.ClientSession() as session:
        while child.returncode is None:
            with suppress(aiohttp.ClientError, TimeoutError):
                async with session.get(url, timeout=aiohttp.ClientTimeout(10)) as answer:
                    if answer.status == status == 200:
                        return "well"
                    if answer.status == status:
                        return f"503, {', '.join((await answer.json())['unwell'])}"
            await asyncio.sleep(0.25)
    return f"ended with {child.returncode}"


def configured(folder: Path, config: str, port: int) -> Path:
    folder.mkdir()
    path = folder / "config.toml"
    path.write_text(config.replace("{folder}", str(folder)).replace("{port}", str(port)))
    return path


async def seconds_until_told(folder: Path, config: str, name: str, *, ends: bool) -> float:
    """Let one task die once all is well; gives the seconds until that is told, and prints how."""
    port, flag = free_port(), folder / "flag"
    path = configured(folder, config, port)
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", PROGRAM.format(name=name, flag=str(flag), ends=ends)),
        *("run", "--config", str(path)),
        stderr=asyncio.subprocess.PIPE,
        cwd=Path(__file__).parents[2],
        env={**os.environ, **ENGLISH},
    )
    assert child.stderr is not None
    try:
        async with patient():
            while b"ready" not in await child.stderr.readline():
                assert child.returncode is None
            reading = asyncio.create_task(child.stderr.read())
            assert await told(port, child, 200) == "well"
            flag.touch()
            began = monotonic()
            how = await told(port, child, 503)
        seconds = monotonic() - began
        what = "ends" if ends else "hangs"
        print(f"{name:20} {what:6} {seconds:5.1f} s  {how}", flush=True)  # noqa: T201
        reading.cancel()
        return seconds
    finally:
        if child.returncode is None:
            child.kill()
        await child.wait()


@pytest.mark.timeout(3600)
async def test_each_death_is_told_within_a_minute(synapse: Synapse, tmp_path: Path) -> None:
    print()  # noqa: T201 - a table follows
    turn = asyncio.Semaphore(AT_ONCE)

    async def death(nth: int, name: str, *, ends: bool) -> float:
        async with turn, BotApi(limits=False, checked=False) as api:
            bot = await synapse.register("Terreau")
            config = CONFIG.format(
                folder="{folder}",
                port="{port}",
                api=api.url,
                homeserver=synapse.url,
                user=bot.user_id,
                password=bot.password,
            )
            return await seconds_until_told(tmp_path / f"{nth}", config, name, ends=ends)

    deaths = [(name, ends) for name in (*NAMES, *MATRIX_NAMES) for ends in (False, True)]
    seconds = await asyncio.gather(
        *(death(nth, name, ends=ends) for nth, (name, ends) in enumerate(deaths))
    )
    late = [death for death, each in zip(deaths, seconds, strict=True) if each > LIMIT_SECONDS]
    assert late == []
