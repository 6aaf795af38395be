"""An installation whose relative paths once started from where the bot was started."""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.__main__ import cli
from tests.databases import SQLiteFiles
from tests.running.programs import ENGLISH

COMMANDS = [
    *("run", "check", "migrate", "backup", "purge", "export members", "update"),
    *("init --identity new", "init --server tchap --language en"),
]


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A configuration in a folder of its own, and commands that are typed in another."""
    for name in ("etc", "lib"):
        (tmp_path / name).mkdir()
    monkeypatch.chdir(tmp_path / "lib")
    config = tmp_path / "etc" / "config.toml"
    config.write_text(
        '[telegram]\ntoken = "1:a"\napi_base = "http://127.0.0.1:9"\n'
        '[[communities]]\nslug = "energie"\nname = "Énergie"\n'
    )
    config.chmod(0o600)
    return config


def typed(command: str, config: Path) -> Result:
    words = [*command.split(), "--config", str(config)]
    return CliRunner().invoke(cli, words, env=ENGLISH)


@pytest.mark.parametrize("command", COMMANDS)
def test_an_installation_with_the_old_meaning_does_not_begin_anew(
    config: Path, tmp_path: Path, sqlite_files: SQLiteFiles, command: str
) -> None:
    lib, etc = tmp_path / "lib", tmp_path / "etc"
    sqlite_files.copy_to(lib / "terreau.db")
    (lib / "data").mkdir()
    (lib / "data" / "erasures").touch()

    result = typed(command, config)

    assert result.exit_code == 2
    now = f"is looked for beside {config} now, and no longer where the command is typed."
    url = f'database = "sqlite:///{lib}/terreau.db"'
    then = f"is not meant, type the command in {etc}; if it is, write into the file:"
    assert result.stderr.splitlines() == [
        f'instance.data: “data” {now} If {lib}/data {then} data = "{lib}/data"',
        f"instance.database: “terreau.db” {now} If {lib}/terreau.db {then} {url}",
    ]
    assert [each.name for each in etc.iterdir()] == ["config.toml"]


@pytest.mark.slow
def test_what_it_says_to_write_leads_back_to_the_installation(
    config: Path, tmp_path: Path, sqlite_files: SQLiteFiles
) -> None:
    sqlite_files.copy_to(tmp_path / "lib" / "terreau.db")
    said = typed("backup", config).stderr.splitlines()
    lines = [each.partition("write into the file: ")[2] for each in said]
    config.write_text("\n".join(["[instance]", *lines, config.read_text()]))

    result = typed("backup", config)

    assert result.exit_code == 0, result.stderr
    assert [each.name for each in (tmp_path / "etc").iterdir()] == ["config.toml", "data"]


def test_a_database_that_a_command_elsewhere_has_begun_is_not_taken_for_it(
    config: Path, tmp_path: Path, sqlite_files: SQLiteFiles
) -> None:
    """As by “terreau migrate” in the home of root, before the unit starts the bot."""
    sqlite_files.copy_to(tmp_path / "etc" / "terreau.db")
    sqlite_files.copy_to(tmp_path / "lib" / "terreau.db")

    assert typed("backup", config).exit_code == 2


@pytest.mark.slow
def test_another_installation_here_is_left_alone(
    config: Path, tmp_path: Path, sqlite_files: SQLiteFiles
) -> None:
    for name in ("etc", "lib"):
        sqlite_files.copy_to(tmp_path / name / "terreau.db")
    (tmp_path / "lib" / "config.toml").touch()
    (tmp_path / "lib" / "data").mkdir()

    result = typed("backup", config)

    assert result.exit_code == 0, result.stderr


@pytest.mark.slow
def test_the_rest_of_this_folder_is_nobodys_business(
    config: Path, tmp_path: Path, sqlite_files: SQLiteFiles
) -> None:
    """A folder called “data” is common."""
    sqlite_files.copy_to(tmp_path / "etc" / "terreau.db")
    for name in ("etc", "lib"):
        (tmp_path / name / "data").mkdir()
        (tmp_path / name / "data" / "x").touch()

    result = typed("backup", config)

    assert result.exit_code == 0, result.stderr
