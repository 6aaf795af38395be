"""One run of the tests, however many workers share it: its folder, and the process it ends with.

What is costly to start (PostgreSQL, Synapse) is started once a run, by the first worker that asks.
"""

import fcntl
import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest


@dataclass(frozen=True, slots=True)
class Run:
    """A folder that is deleted with the run, its main process, and which of its workers we are."""

    folder: Path
    owner: int
    worker: str

    @contextmanager
    def alone(self, task: str) -> Iterator[None]:
        """Keep other workers from the same task, meanwhile."""
        with (self.folder / f"{task}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def takes_along(self, group: int) -> None:
        """End a process group with the run."""
        (self.folder / f"{group}.group").touch()

    def end(self) -> None:
        """End what the workers started, and delete the folder."""
        for group in self.folder.glob("*.group"):
            with suppress(ProcessLookupError):
                os.killpg(int(group.stem), signal.SIGKILL)
        shutil.rmtree(self.folder, ignore_errors=True)


_RUN = pytest.StashKey[Run]()


def pytest_configure(config: pytest.Config) -> None:
    # A process that is told to end ends its children, as after Ctrl+C.
    signal.signal(signal.SIGTERM, lambda *_: pytest.exit("told to end"))
    given = getattr(config, "workerinput", None)
    if given is None:
        run = Run(Path(tempfile.mkdtemp(prefix="terreau-")), os.getpid(), "main")
        config.stash[_RUN] = run
        config.add_cleanup(run.end)
    else:
        folder, owner = given["terreau"]
        config.stash[_RUN] = Run(Path(folder), owner, given["workerid"])


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:  # noqa: ANN401 - pytest-xdist has no types
    """Tell a worker which run it works for."""
    run = node.config.stash[_RUN]
    node.workerinput["terreau"] = (str(run.folder), run.owner)


@pytest.fixture(scope="session")
def run(pytestconfig: pytest.Config) -> Run:
    """The run that we are a part of."""
    return pytestconfig.stash[_RUN]
