"""Starts that fail, each with a line that says why."""

import asyncio
import os
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.__main__ import cli
from bot.operations.terminal import TRY_LATER
from storage.operations.migrations import migrate
from storage.unit_of_work import Database
from tests.databases import SQLiteFiles
from tests.emulator import BotApi
from tests.patience import HANG
from tests.running.programs import ENGLISH, Start, ended, read_until, written


@pytest.mark.slow
async def test_a_start_waits_for_a_network_that_is_away(tmp_path: Path, start: Start) -> None:
    async with BotApi(limits=False) as api:
        ana = api.person("Ana")
        async with api.faults.outage():
            child = await start(written(tmp_path, api.url))
            said = await read_until(child, "api_base")
            assert "network=telegram" in said
            assert child.returncode is None
        said += await read_until(child, "ready")
        assert said.count(f"I cannot reach Telegram ({api.url}), and keep trying.") == 1
        ana.says("/start")
        await ana.private.expect(lambda message: bool(message.text))
        await ended(child)


@pytest.mark.crashes("token refused: ask @BotFather for a valid one")
@pytest.mark.slow
async def test_a_refused_token_is_told_once_in_the_terminals_language(
    tmp_path: Path, start: Start
) -> None:
    async with BotApi(token="1:another", limits=False) as api:
        child = await start(written(tmp_path, api.url))
        said = await read_until(child, "Telegram refuses the bot's token.")
        said += await ended(child)

    assert "send /token to @BotFather" in said
    assert said.count("Telegram refuses") == said.count("token refused") == 1
    assert "Traceback" not in said


@pytest.mark.parametrize(
    ("spoil", "told", "status"),
    [
        pytest.param(('locale = "fr"', 'locale = "xx"'), "instance.locale", 2, id="a wrong key"),
        pytest.param(("[telegram]", "[signal]"), "signal", 2, id="a wrong section"),
        pytest.param(
            ("sqlite:///", "postgresql://ana:hush@127.0.0.1:1/"),
            "[instance] database",
            TRY_LATER,
            id="no database",
        ),
        pytest.param(('terreau.db"', 'newer.db"'), "newer Terreau", 2, id="newer tables"),
    ],
)
@pytest.mark.parametrize("command", ["run", "migrate"])
def test_each_fault_at_the_start_is_told_in_a_line(  # noqa: PLR0913, PLR0917 - the cases
    tmp_path: Path,
    command: str,
    spoil: tuple[str, str],
    told: str,
    status: int,
    quiet_log: None,
    sqlite_files: SQLiteFiles,
) -> None:
    config = written(tmp_path, "http://127.0.0.1:9")
    config.write_text(config.read_text().replace(*spoil))
    _make_newer(Database(sqlite_files.copy_to(tmp_path / "newer.db")))

    result = CliRunner().invoke(cli, [command, "--config", str(config)])

    assert result.exit_code == status
    assert told in result.stderr
    assert "hush" not in result.stderr
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.slow
def test_a_data_folder_that_cannot_be_made_is_told(tmp_path: Path, quiet_log: None) -> None:
    config = written(tmp_path, "http://127.0.0.1:9")
    config.write_text(config.read_text().replace('\ndata = "', '\ndata = "/proc'))

    result = CliRunner().invoke(cli, ["run", "--config", str(config)])

    assert result.exit_code == 2
    assert result.stderr.startswith("[instance] data: /proc/")
    assert "Allow it to Terreau" in result.stderr
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize("command", ["run", "migrate", "check"])
def test_a_damaged_database_file_is_reported_as_damaged(
    tmp_path: Path, command: str, quiet_log: None
) -> None:
    config = written(tmp_path, "http://127.0.0.1:9")
    (tmp_path / "terreau.db").write_text("this is a letter, not a database " * 1000)

    result = CliRunner().invoke(cli, [command, "--config", str(config)])

    damaged = {"check": "est endommagé"}.get(command, "The database is damaged.")
    assert damaged in result.output
    assert "running" not in result.output


@pytest.mark.slow
@pytest.mark.parametrize("folder", [0o755, 0o555])
@pytest.mark.parametrize("command", ["run", "check"])
def test_a_read_only_database_file_is_reported_as_read_only(
    tmp_path: Path, command: str, folder: int, quiet_log: None, sqlite_files: SQLiteFiles
) -> None:
    config, file = written(tmp_path, "http://127.0.0.1:9"), tmp_path / "terreau.db"
    sqlite_files.copy_to(file)
    file.chmod(0o444)
    Path(f"{file}.lock").unlink(missing_ok=True)
    tmp_path.chmod(folder)

    done = subprocess.run(
        [*AS_OTHERS, sys.executable, "-m", "bot", command, "--config", str(config)],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[2],
        env=os.environ | ENGLISH,
    )

    tmp_path.chmod(0o755)
    assert done.returncode == (1 if command == "check" else TRY_LATER)
    only_read = {"check": "read-only"}.get(command, "can be read but not")
    assert only_read in done.stdout + done.stderr
    assert "running" not in done.stderr


@pytest.mark.slow
def test_a_full_data_folder_is_reported_as_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, quiet_log: None
) -> None:
    config = written(tmp_path, "http://127.0.0.1:9")

    def write(*_: object) -> None:
        full = Path("/dev/full")  # as a disk is that takes no more
        full.write_text("a code for the first cultivator")

    monkeypatch.setattr("bot.operations.run.run_app", write)
    result = CliRunner().invoke(cli, ["run", "--config", str(config)])

    assert result.exit_code == TRY_LATER
    assert "The disk is full. Free some space" in result.stderr


# Root writes wherever it likes, unless it gives that up.
_CAPABILITIES = "--bounding-set=-dac_override,-dac_read_search"
AS_OTHERS = [] if os.getuid() else ["setpriv", _CAPABILITIES, "--inh-caps=-all"]


@pytest.mark.slow
@pytest.mark.postgres
def test_tables_of_an_older_postgresql_are_brought_up_to_date_by_command(
    tmp_path: Path, fresh_database: Callable[[str], str], quiet_log: None
) -> None:
    url = fresh_database("postgresql")
    database = Database(url)
    migrate(database, "base")
    database.close()
    config = written(tmp_path, "http://127.0.0.1:9")
    config.write_text(config.read_text().replace(f"sqlite:///{tmp_path}/terreau.db", url))

    result = CliRunner().invoke(cli, ["run", "--config", str(config)])

    assert result.exit_code == 2
    assert "terreau migrate" in result.stderr
    assert CliRunner().invoke(cli, ["migrate", "--config", str(config)]).exit_code == 0


def _make_newer(database: Database) -> None:
    with database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'from_the_future'")
    database.close()


@pytest.mark.slow
async def test_a_port_that_is_taken_is_told(tmp_path: Path, start: Start) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        config = written(tmp_path, "http://127.0.0.1:9", port=taken.getsockname()[1])

        child = await start(config)
        _, said = await asyncio.wait_for(child.communicate(), HANG)

    assert child.returncode == TRY_LATER  # it may be let go
    assert said.decode().startswith("[http] listen: 127.0.0.1:")
    assert len(said.splitlines()) == 1
