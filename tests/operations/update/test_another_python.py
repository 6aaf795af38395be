"""An environment of another Python, as after an upgrade of the system: `make` makes it again."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.operations.update.installation import REPOSITORY

VERSION = f"python{sys.version_info.major}.{sys.version_info.minor}"
STAMPS = {"uv", "installed"}


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A clone with an environment that was made, as far as `make` can tell."""
    for name in ("Makefile", "pyproject.toml"):
        shutil.copy(REPOSITORY / name, tmp_path / name)
    shutil.copytree(REPOSITORY / "requirements", tmp_path / "requirements")
    environment = tmp_path / ".venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", environment], check=True)
    for name in STAMPS:
        (environment / name).touch()
    return tmp_path


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


def test_libraries_of_another_python_are_not_believed(clone: Path) -> None:
    """The link to the system's Python leads to a newer one."""
    (clone / ".venv" / "lib" / VERSION).rename(clone / ".venv" / "lib" / "python3.2")

    plan = planned(clone)

    assert stamps(clone) == set()
    assert "-m venv --clear .venv" in plan
    assert "--require-hashes --requirement requirements/base.txt" in plan


def test_an_environment_whose_python_is_gone_is_made_again(clone: Path) -> None:
    for link in (clone / ".venv" / "bin").glob("python*"):
        link.unlink()
        link.symlink_to("/usr/bin/python3.2")

    assert "-m venv --clear .venv" in planned(clone)
    assert stamps(clone) == set()
