"""Sweeps: tests that try everything, of which a change is judged by a tenth.

Each case belongs to one of ten parts by its name, and the tree of the commit says which part runs:
changes one after another see all of it. `SWEEP=all` runs everything (`make sweep`), and so does a
run that names files; `SWEEP=` and what a run printed runs the part of that run again.

Cases of a declaration that is another one than at the last whole sweep all run (`tests/swept.py`).
"""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest

from bot.core.declarations.declaration import Declaration
from tests.swept import is_changed

PARTS = 10
WHOLE = "all"
_SEED = pytest.StashKey[str]()


@dataclass(frozen=True, slots=True)
class Sweep:
    """The cases that a run tries."""

    seed: str
    """What chooses the part; `all` for the whole."""

    @property
    def is_whole(self) -> bool:
        """True if every case is tried."""
        return self.seed == WHOLE

    def picks(self, case: str, *declared: Declaration | None) -> bool:
        """True if a case is tried: as one of the part, or of a declaration that changed."""
        if self.is_whole or crc32(case.encode()) % PARTS == crc32(self.seed.encode()) % PARTS:
            return True
        return any(each is not None and is_changed(each) for each in declared)


def pytest_configure(config: pytest.Config) -> None:
    given = getattr(config, "workerinput", None)
    config.stash[_SEED] = _chosen(config) if given is None else given["sweep"]


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:  # noqa: ANN401 - pytest-xdist has no types
    """Tell a worker which part runs."""
    node.workerinput["sweep"] = node.config.stash[_SEED]


def pytest_report_header(config: pytest.Config) -> str:
    seed = config.stash[_SEED]
    if seed == WHOLE:
        return "sweeps: whole"
    return f"sweeps: a tenth; the same again by `make sweep SEED={seed}`"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the tests marked as cases of a sweep that belong to other parts."""
    sweep = Sweep(config.stash[_SEED])
    left = [it for it in items if it.get_closest_marker("sweep") and not sweep.picks(it.nodeid)]
    for item in items:
        if "sweep" in getattr(item, "fixturenames", ()):
            item.add_marker("sweep")  # it chooses its cases by itself
    gone = set(left)
    items[:] = [each for each in items if each not in gone]
    config.hook.pytest_deselected(items=left)


@pytest.fixture
def sweep(pytestconfig: pytest.Config) -> Sweep:
    """The part of all cases that this run tries."""
    return Sweep(pytestconfig.stash[_SEED])


def _chosen(config: pytest.Config) -> str:
    asked = os.environ.get("SWEEP", "")
    if asked:
        return asked
    if config.args_source is not pytest.Config.ArgsSource.TESTPATHS:
        return WHOLE
    return _tree() or WHOLE


def _tree() -> str:
    """The beginning of the hash of the commit's tree; empty where there is no repository."""
    command = ["git", "rev-parse", "--short=12", "HEAD^{tree}"]
    folder = Path(__file__).parents[2]
    try:
        asked = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return ""
    return asked.stdout.strip() if asked.returncode == 0 else ""
