"""The program on Matrix as a host runs it, after `init` and without it."""

import asyncio
import os
import stat
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.__main__ import cli
from bot.operations import log
from bot.operations.init.conversation import install
from tests.crash_watch import WATCH
from tests.operations.init.installer import Installer
from tests.operations.init.matrix.installing import given
from tests.patience import patient
from tests.running.programs import ended, free_port, read_until
from tests.synapse import Account, Synapse
from tests.synapse.encrypted import EncryptedPerson

CONFIG = """
[instance]
database = "sqlite:///{folder}/terreau.db"
data = "{folder}/data"
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


@pytest.fixture
async def bot(synapse: Synapse) -> Account:
    return await synapse.register("Terreau")


@pytest.fixture
async def ana(synapse: Synapse) -> AsyncIterator[EncryptedPerson]:
    async with await EncryptedPerson.on(synapse, "Ana") as ana:
        yield ana


@asynccontextmanager
async def started(config: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "run", "--config", str(config)),
        stderr=asyncio.subprocess.PIPE,
        cwd=Path(__file__).parents[2],
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    WATCH.follows(child.stderr)
    try:
        yield child
    finally:
        if child.returncode is None:
            child.kill()
        await child.wait()


def written(folder: Path, synapse: Synapse, bot: Account) -> Path:
    config = folder / "config.toml"
    config.write_text(
        CONFIG.format(
            folder=folder,
            homeserver=synapse.url,
            user=bot.user_id,
            password=bot.password,
            port=free_port(),
        )
    )
    return config


async def answer(ana: EncryptedPerson, room: str, bot: Account) -> str:
    """The last message of the bot there, once it says something."""
    async with patient():
        while True:
            said = [each for each in await ana.reads(room) if each.sender == bot.user_id]
            if said and said[-1].encrypted:
                return said[-1].body
            await asyncio.sleep(0.1)


@pytest.mark.slow
async def test_the_first_start_makes_all_that_it_needs(
    synapse: Synapse, bot: Account, ana: EncryptedPerson, tmp_path: Path
) -> None:
    config = written(tmp_path, synapse, bot)
    async with started(config) as child:
        said = await read_until(child, "ready")
        room = await ana.creates(direct_with=bot.user_id, encrypted=True)
        assert "Bonjour" in await answer(ana, room, bot)
        said += await ended(child)

    key = tmp_path / "data" / "matrix.key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert not any(secret in said for secret in (bot.password, key.read_text().strip(), "syt_"))
    assert "ERREUR" not in (await _checked(config)).output


@pytest.mark.slow
async def test_the_installation_made_by_init_runs(
    synapse: Synapse, bot: Account, ana: EncryptedPerson, tmp_path: Path
) -> None:
    config = tmp_path / "config.toml"
    asked = given(synapse, bot, config, rooms=("!none:terreau.test",))
    assert await asyncio.to_thread(install, Installer([]), asked, config) == 0
    config.write_text(
        config.read_text().replace(
            "[instance]", f'[instance]\ndatabase = "sqlite:///{tmp_path}/terreau.db"'
        )
        + f'[http]\nlisten = "127.0.0.1:{free_port()}"\n'
    )

    async with started(config) as child:
        await read_until(child, "ready")
        room = await ana.creates(direct_with=bot.user_id, encrypted=True)
        assert "Bonjour" in await answer(ana, room, bot)
        await ended(child)

    devices = await synapse.admin("GET", f"v2/users/{bot.user_id}/devices")
    assert devices["total"] == 2  # the one that registered, and the bot's


async def _checked(config: Path) -> Result:
    return await asyncio.to_thread(CliRunner().invoke, cli, ["check", "--config", str(config)])


@pytest.mark.slow
async def test_another_accounts_folder_is_told_in_a_line(
    synapse: Synapse, bot: Account, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log, "configure", lambda *_, **__: None)
    monkeypatch.setattr(log, "watch", lambda: None)
    config = written(tmp_path, synapse, bot)
    asked = given(synapse, bot, tmp_path / "made.toml")
    assert await asyncio.to_thread(install, Installer([]), asked, tmp_path / "made.toml") == 0
    config.write_text(config.read_text().replace(bot.user_id, "@autre:terreau.test"))

    done = await asyncio.to_thread(CliRunner().invoke, cli, ["run", "--config", str(config)])

    assert done.exit_code == 2
    assert f"contains the device of {bot.user_id}" in done.output


@pytest.mark.slow
@pytest.mark.parametrize("spoil", ["gone", "another"])
async def test_a_pickle_key_that_opens_nothing_is_told_in_a_line(
    synapse: Synapse, bot: Account, tmp_path: Path, spoil: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log, "configure", lambda *_, **__: None)
    monkeypatch.setattr(log, "watch", lambda: None)
    config = written(tmp_path, synapse, bot)
    asked = given(synapse, bot, tmp_path / "made.toml")
    await asyncio.to_thread(install, Installer([]), asked, tmp_path / "made.toml")
    key = tmp_path / "data" / "matrix.key"
    key.unlink() if spoil == "gone" else key.write_text("0" * 64)

    line = ["run", "--config", str(config)]
    result = await asyncio.to_thread(CliRunner().invoke, cli, line)

    assert result.exit_code == 2
    assert result.stderr.startswith("matrix.pickle_key_file: ")
    assert len(result.stderr.splitlines()) == 1
