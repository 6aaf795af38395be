"""A Synapse for the whole run, started when the first test asks, and private ones."""

from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest

from tests.run import Run
from tests.synapse.accounts import PrivateSynapse, Synapse
from tests.synapse.server import Server

MakeSynapse = Callable[..., Awaitable[PrivateSynapse]]


@pytest.fixture(scope="session")
def synapse(run: Run) -> Synapse:
    """The run's Synapse, without rate limits; all workers share it, and it ends with the run."""
    address = run.folder / "synapse.url"
    with run.alone("synapse"):
        if not address.exists():
            server = Server(run.folder / "synapse", {}, owner=run.owner)
            server.start()
            run.takes_along(server.let_go())
            address.write_text(server.url, encoding="utf-8")
    return Synapse(address.read_text(encoding="utf-8"))


@pytest.fixture
def private_synapse(tmp_path: Path) -> Iterator[MakeSynapse]:
    """What starts a Synapse of one's own; arguments are keys of homeserver.yaml."""
    made: list[PrivateSynapse] = []

    async def make(**settings: object) -> PrivateSynapse:
        made.append(PrivateSynapse(tmp_path / f"synapse-{len(made)}", **settings))
        await made[-1].start()
        return made[-1]

    yield make
    for each in made:
        each.server.kill()
