"""The command `terreau check`, and files that others can read."""

# ruff: noqa: ASYNC240 - a test may wait for its own small files

import asyncio
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from bot.__main__ import cli
from bot.config import Settings
from bot.operations.check import lines
from bot.operations.check.machine import look_at_files, look_at_limits
from storage.operations import running_on
from storage.unit_of_work import Database
from tests.emulator import BotApi, Group
from tests.operations.check.checking import TOKEN, seen
from tests.running.programs import free_port


async def checked(config: Path) -> Result:
    return await asyncio.to_thread(CliRunner().invoke, cli, ["check", "--config", str(config)])


@pytest.fixture
def config(tmp_path: Path, api: BotApi, group: Group, database: str) -> Path:
    path = tmp_path / "config.toml"
    path.write_text(
        f'[instance]\ndatabase = "{database}"\ncultivators = ["telegram:42"]\n'
        f'[telegram]\ntoken = "{TOKEN}"\napi_base = "{api.url}"\n'
        f'[http]\nlisten = "127.0.0.1:{free_port()}"\n'
        f'[[communities]]\nslug = "energie"\nname = "É"\nrooms = ["telegram:{group.id}"]\n'
    )
    path.chmod(0o600)
    return path


async def test_the_command_succeeds_where_nothing_is_wrong(config: Path) -> None:
    result = await checked(config)

    assert result.exit_code == 0, result.output
    assert "ERREUR" not in result.output
    assert result.output.endswith("démarre le robot.\n")


async def test_the_command_does_not_tell_to_start_a_bot_that_runs(
    config: Path, database: str
) -> None:
    with closing(Database(database)) as opened, running_on(opened):
        result = await checked(config)

    assert result.output.endswith("Le robot est en marche.\n")


async def test_the_command_fails_where_something_is_wrong(config: Path, group: Group) -> None:
    group.kick_bot()

    assert (await checked(config)).exit_code == 1


async def test_without_a_configuration_init_is_named(tmp_path: Path) -> None:
    result = await checked(tmp_path / "config.toml")

    assert result.exit_code == 2
    assert "init" in result.output


async def test_a_wrong_fingerprint_is_told(config: Path) -> None:
    invoked = ["check", "--config", str(config), "--noted", "12-xyz"]

    result = await asyncio.to_thread(CliRunner().invoke, cli, invoked)

    assert result.exit_code == 2
    assert "“12-xyz” is not a fingerprint; /audit shows one" in result.stderr


async def test_a_configuration_that_is_wrong_is_told(config: Path) -> None:
    config.write_text('[instance]\nlocale = "de"\n')

    result = await checked(config)

    assert result.exit_code == 2
    assert "instance.locale" in result.output


async def test_a_file_that_others_can_read_is_told(config: Path) -> None:
    config.chmod(0o644)

    result = await checked(config)

    assert result.exit_code == 0
    assert f"chmod 600 {config}" in result.output


@pytest.mark.parametrize("mode", [0o640, 0o604])
async def test_a_database_that_others_can_read_is_told_with_what_lies_beside_it(
    settings: dict[str, Any], tmp_path: Path, mode: int
) -> None:
    with closing(Database(settings["instance"]["database"])) as opened, opened.unit():
        for end in ("", "-wal", "-shm", ".before-1"):
            (tmp_path / f"terreau.db{end}").touch()
            (tmp_path / f"terreau.db{end}").chmod(mode)
        shown = await seen(settings)

    named = " ".join(f"{tmp_path}/terreau.db{end}" for end in ("", "-shm", "-wal", ".before-1"))
    told = "d'autres comptes de cette machine peuvent lire 4 fichiers"
    assert f"À FAIRE  Fichiers : {told} : chmod 600 {named}" in [
        line.replace("\u202f", " ").replace("\xa0", " ") for line in shown
    ]


async def test_secrets_and_data_that_others_can_read_are_told(
    settings: dict[str, Any], tmp_path: Path
) -> None:
    data, elsewhere = tmp_path / "data", tmp_path / "token"
    data.mkdir(mode=0o755)
    (data / "closed").mkdir(mode=0o700)
    for name in ("erasures.key", "it's", "closed/1"):
        (data / name).write_text("x")
        (data / name).chmod(0o644)
    (data / "matrix.key").touch(0o600)
    elsewhere.write_text(TOKEN)
    elsewhere.chmod(0o644)
    config = tmp_path / "config.toml"
    config.write_text(f'[telegram]\ntoken_file = "{elsewhere}"\n')
    settings["instance"]["data"] = str(data)

    found = look_at_files(Settings(**settings), config)

    [line] = lines(found, "en")
    assert line == (
        "TO DO  Files: other users of this machine can read 3 files: chmod 600 "
        f"{elsewhere} {data}/erasures.key '{data}/it'\"'\"'s'"
    )
    data.chmod(0o700)
    elsewhere.chmod(0o600)
    assert look_at_files(Settings(**settings), config) == []


def test_a_system_that_limits_no_process_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    assert look_at_limits() == []
    monkeypatch.setattr(sys, "platform", "darwin")
    [line] = lines(look_at_limits(), "en")
    assert line.startswith("TO DO  Machine: this system cannot limit the memory")
