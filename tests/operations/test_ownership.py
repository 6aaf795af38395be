"""Commands as root in another account's folder, and files that root left there."""

import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.__main__ import cli
from bot.config import load
from bot.operations.check import lines
from bot.operations.check.machine import look_at_accounts
from tests.databases import SQLiteFiles
from tests.deploy.test_install_page import ENGLISH as PAGE
from tests.deploy.test_install_page import lines as lines_of
from tests.patience import HANG
from tests.running.programs import ENGLISH, written

REPOSITORY = Path(__file__).parents[2]
NOBODY = 65534


def is_for_all(program: Path) -> bool:
    """True if any account may start a program."""
    parents = Path(os.path.realpath(program)).parents
    return program.exists() and all(each.stat().st_mode & 0o001 for each in parents)


VERSION = f"python{sys.version_info.major}.{sys.version_info.minor}"
PYTHON = next(filter(is_for_all, (Path(sys.executable), Path("/usr/bin", VERSION))), None)
needs_root = pytest.mark.skipif(
    os.geteuid() != 0 or PYTHON is None, reason="only root may give files away"
)


@pytest.fixture
def folder(sqlite_files: SQLiteFiles) -> Iterator[Path]:
    """The folder of an instance that another account than root may go into."""
    with tempfile.TemporaryDirectory(prefix="terreau-") as made:
        folder = Path(made)
        folder.chmod(0o755)
        written(folder, "http://127.0.0.1:9")
        sqlite_files.copy_to(folder / "terreau.db")
        (folder / "data").mkdir(mode=0o700)
        yield folder


def give(folder: Path, account: int) -> None:
    for each in (folder, *folder.rglob("*")):
        os.chown(each, account, account)


@needs_root
@pytest.mark.parametrize(
    "command", ["run", "check", "backup", "restore x.tar.gz", "migrate", "purge", "update"]
)
def test_a_command_as_root_in_another_folder_is_refused_and_leaves_nothing(
    folder: Path, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    give(folder, NOBODY)
    (folder / "x.tar.gz").touch()
    monkeypatch.chdir(folder)
    monkeypatch.setattr(sys, "argv", ["terreau", *command.split()])
    before = sorted(folder.rglob("*"))

    result = CliRunner().invoke(cli, command.split(), env=ENGLISH)

    assert result.exit_code == 2
    assert result.stderr.startswith(f"{folder}/data belongs to the account nobody:")
    assert f"Type: su - nobody --command 'terreau {command}'" in result.stderr
    assert f"chown --recursive nobody: {folder}/data" in result.stderr
    assert sorted(folder.rglob("*")) == before


@pytest.mark.slow
@needs_root
def test_what_root_left_there_is_named_with_its_remedy(folder: Path) -> None:
    give(folder, NOBODY)
    (folder / "data" / "erasures").write_text("")
    (folder / "data" / "erasures").chmod(0o600)
    remedy = (
        f"{folder}/data/erasures: it belongs to root, and nobody cannot read and write it. "
        f"As root: chown --recursive nobody: {folder}/data"
    )

    for command in ("run", "backup"):
        done = typed(folder, command)
        assert (done.returncode, done.stderr.strip()) == (75, remedy)

    done = typed(folder, "check")
    assert done.returncode == 1
    assert f"WRONG  Account: {remedy}" in done.stdout.splitlines()

    (folder / "data" / "erasures").chmod(0o666)
    assert "Account" not in typed(folder, "check").stdout


def test_check_looks_at_all_files_below_and_counts_them(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "data" / "files").mkdir()
    for name in ("1", "2"):
        (folder / "data" / "files" / name).touch(0o600)
    settings = load(folder / "config.toml", {})
    assert look_at_accounts(settings) == []

    refused = {str(folder / "data" / "files" / name) for name in ("1", "2")}
    monkeypatch.setattr(os, "geteuid", lambda: NOBODY)
    monkeypatch.setattr(os, "access", lambda path, *_, **__: str(path) not in refused)
    monkeypatch.setattr(os, "supports_effective_ids", set())
    [line] = lines(look_at_accounts(settings), "en")

    assert line.startswith(f"WRONG  Account: {folder}/data/files/1: it belongs to ")
    assert line.endswith("(and 1 file more)")


def test_a_backup_that_cannot_be_read_is_not_called_damaged(folder: Path) -> None:
    (folder / "saved.tar.gz").mkdir()
    config = str(folder / "config.toml")

    result = CliRunner().invoke(
        cli, ["restore", str(folder / "saved.tar.gz"), "--config", config], env=ENGLISH
    )

    assert result.exit_code == 2
    assert result.stderr.startswith(f"{folder}/saved.tar.gz: Is a directory.")


@needs_root
@pytest.mark.slow
@pytest.mark.timeout(900)
def test_the_page_restores_on_a_new_machine_as_root(folder: Path) -> None:
    """What was saved, a new machine with the program alone, and the lines of the page."""
    old, saved, new = folder / "old", folder / "saved", folder / "new"
    for each in (old, saved, saved / "data", new):
        each.mkdir()
    config = (folder / "config.toml").read_text()
    for place in (old, saved):
        (place / "config.toml").write_text(
            config.replace(f"sqlite:///{folder}/", "sqlite:///").replace(f"{folder}/data", "data")
        )
    shutil.copy(folder / "terreau.db", old)
    assert typed(old, "backup --output ../saved/backups", account=0).returncode == 0
    for name in ("erasures", "erasures.key"):
        shutil.copy(old / "data" / name, saved / "data")
    [backup] = (saved / "backups").iterdir()
    os.chown(new, NOBODY, NOBODY)
    section = PAGE[PAGE.index("\n## Restore a backup") :]
    typed_lines = lines_of(section[: section.index("\n## In a container")], "sh root")
    assert len(typed_lines) == len("four")

    places = {"/root/saved": saved, "/var/lib/terreau": new, "terreau:terreau": "nobody:"}
    for line in typed_lines:
        if line.startswith("su - terreau --command "):
            command = line.partition("'terreau ")[2].rstrip("'")
            command = command.replace("terreau-2026-11-24-020000Z.tar.gz", backup.name)
            done = typed(new, command)
            assert "Traceback" not in done.stderr
            assert done.returncode == (1 if command == "check" else 0), done.stderr  # no network
        else:
            words = line.split()
            for theirs, ours in places.items():
                words = [each.replace(theirs, str(ours)) for each in words]
            subprocess.run(words, check=True)

    assert {each.stat().st_uid for each in new.rglob("*")} == {NOBODY}
    assert "ready" not in typed(new, "purge --dry-run").stderr


def typed(folder: Path, command: str, *, account: int = NOBODY) -> subprocess.CompletedProcess[str]:
    """Type a command as an account, in this folder."""
    sources = os.pathsep.join((str(REPOSITORY), sysconfig.get_path("purelib")))
    return subprocess.run(
        [str(PYTHON), "-m", "bot", *command.split()],
        cwd=folder,
        user=account,
        env={**os.environ, **ENGLISH, "HOME": str(folder), "PYTHONPATH": sources},
        capture_output=True,
        text=True,
        timeout=HANG,
        check=False,
    )
