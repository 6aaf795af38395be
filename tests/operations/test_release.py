"""The version and the commit that runs, and the process that does."""

import multiprocessing
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.__main__ import cli
from bot.operations.release import commit, release
from bot.operations.running import is_updated, kept_from_starting, noted_in, running_in
from bot.operations.terminal import TRY_LATER
from tests.operations.update.installation import git
from tests.running.programs import ENGLISH, written


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "commit", "--quiet", "--allow-empty", "--message", "First")
    return tmp_path


def test_the_commit_of_a_clone_is_known_however_git_keeps_it(clone: Path) -> None:
    [first] = git(clone, "rev-parse", "HEAD").split()
    assert commit(clone) == first

    git(clone, "pack-refs", "--all")
    assert commit(clone) == first

    git(clone, "worktree", "add", "--quiet", "-b", "other", "beside")
    assert commit(clone / "beside") == first

    git(clone, "checkout", "--quiet", "--detach")
    assert commit(clone) == first


def test_an_image_has_its_commit_in_a_file_and_other_sources_none(clone: Path) -> None:
    assert commit(clone / "elsewhere") == ""
    (clone / "commit").write_text("0a1b2c3d4e5f\n")

    assert commit(clone) == "0a1b2c3d4e5f"


def test_the_version_names_the_commit() -> None:
    said = CliRunner().invoke(cli, ["--version"]).output

    assert said == f"terreau {release()}\n"
    assert f"({commit()[:8]})" in said


@pytest.mark.slow
def test_the_process_that_runs_is_known_until_it_ends(tmp_path: Path) -> None:
    assert running_in(tmp_path) is None
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_runs, args=(tmp_path, theirs))
    process.start()
    ours.recv()

    found = running_in(tmp_path)
    assert found is not None
    assert found.number == process.pid

    found.end()
    process.join()
    assert running_in(tmp_path) is None


def test_the_bot_does_not_start_while_an_update_is_under_way(tmp_path: Path) -> None:
    """Its program and the tables may not fit each other: that ends it for good (status 2)."""
    config = written(tmp_path, "http://127.0.0.1:9")
    assert not is_updated(tmp_path / "data")

    with kept_from_starting(tmp_path / "data"):
        done = CliRunner().invoke(cli, ["run", "--config", str(config)], env=ENGLISH)

    assert done.exit_code == TRY_LATER
    assert done.stderr == "An update is under way: the bot can start when it is done.\n"
    assert not (tmp_path / "terreau.db").exists()
    assert not is_updated(tmp_path / "data")


def _runs(data: Path, told: Connection) -> None:
    with noted_in(data):
        told.send("ready")
        told.recv()
