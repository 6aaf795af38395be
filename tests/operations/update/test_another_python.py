"""An environment of another Python, as after an upgrade of the system, is made again."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.operations.ownership import name_of
from tests.operations.update.installation import REPOSITORY

VERSION = f"python{sys.version_info.major}.{sys.version_info.minor}"
STAMPS = {"uv", "installed"}


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A clone with an environment that was made, as far as `make` can tell."""
    for name in ("Makefile", "pyproject.toml"):
        shutil.copy(REPOSITORY / name, tmp_path / name)
    for name in ("requirements", "deploy"):
        shutil.copytree(REPOSITORY / name, tmp_path / name)
    environment = tmp_path / ".venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", environment], check=True)
    shutil.copy(REPOSITORY / "deploy" / "terreau.sh", environment / "bin" / "terreau")
    for name in STAMPS:
        (environment / name).touch()
    return tmp_path


def brings_newer_python(clone: Path) -> None:
    """Upgrade the system: the environment's link leads to a newer Python than its libraries'."""
    (clone / ".venv" / "lib" / VERSION).rename(clone / ".venv" / "lib" / "python3.2")


def removes_python(clone: Path) -> None:
    """Upgrade the system: the environment's link leads nowhere."""
    for link in (clone / ".venv" / "bin").glob("python*"):
        link.unlink()
        link.symlink_to("/usr/bin/python3.2")


upgraded = pytest.mark.parametrize("upgrade", [brings_newer_python, removes_python])


def planned(clone: Path) -> str:
    """What `make install` would do."""
    done = subprocess.run(
        ["make", "--dry-run", "-C", clone, "install"], capture_output=True, text=True, check=True
    )
    return done.stdout


def stamps(clone: Path) -> set[str]:
    return STAMPS & {each.name for each in (clone / ".venv").iterdir()}


def test_an_environment_of_this_python_is_kept(clone: Path) -> None:
    assert "-m venv" not in planned(clone)
    assert stamps(clone) == STAMPS


@upgraded
def test_libraries_of_another_python_are_not_believed(
    clone: Path, upgrade: Callable[[Path], None]
) -> None:
    upgrade(clone)

    plan = planned(clone)

    assert stamps(clone) == set()
    assert "-m venv --clear .venv" in plan
    assert "--require-hashes --requirement requirements/base.txt" in plan


@upgraded
@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en_GB.UTF-8", "This machine has another Python than when Terreau was installed. "),
        ("fr_FR.UTF-8", "Cette machine a un autre Python que lors de l'installation de Terreau. "),
    ],
)
def test_a_command_says_what_makes_it_start_again(
    clone: Path, upgrade: Callable[[Path], None], language: str, sentence: str
) -> None:
    upgrade(clone)

    done = typed(clone, "run", LC_ALL=language)

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(sentence)
    assert done.stderr.endswith(": terreau update\n")
    assert stamps(clone) == STAMPS


@pytest.mark.skipif(sys.platform != "linux", reason="systemd is there on Linux only")
def test_the_journal_is_told_that_it_is_an_error(clone: Path) -> None:
    brings_newer_python(clone)
    with (clone / "journal").open("w+") as stream:
        is_what = os.fstat(stream.fileno())
        env = {**os.environ, "JOURNAL_STREAM": f"{is_what.st_dev}:{is_what.st_ino}"}
        subprocess.run(
            [clone / ".venv" / "bin" / "terreau", "run"], stderr=stream, env=env, check=False
        )
        stream.seek(0)
        assert stream.read().startswith("<3>")


@upgraded
def test_an_update_makes_the_environment_again(
    clone: Path, upgrade: Callable[[Path], None]
) -> None:
    """As far as `make` can tell without installing; the page of installation has it done."""
    upgrade(clone)

    done = typed(clone, "update", MAKEFLAGS="n")

    assert done.returncode == 2
    assert "installing Terreau's libraries again" in done.stderr
    assert stamps(clone) == set()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can act in the folder of another account")
def test_root_makes_nothing_in_the_environment_of_another_account(clone: Path) -> None:
    brings_newer_python(clone)
    os.chown(clone / ".venv", 65534, -1)

    done = typed(clone, "update")

    assert done.returncode == 2
    assert f"As the account {name_of(65534)}, type: terreau update" in done.stderr
    assert stamps(clone) == STAMPS


def typed(clone: Path, *words: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    """Type a command of `terreau` by the link that the page of installation makes."""
    link = clone / "terreau"
    if not link.is_symlink():
        link.symlink_to(clone / ".venv" / "bin" / "terreau")
    return subprocess.run(
        [link, *words],
        capture_output=True,
        text=True,
        env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", **environment},
        check=False,
    )
