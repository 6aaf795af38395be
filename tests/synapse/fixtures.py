"""Synapses for the whole run, each started when the first test asks, and private ones."""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from pathlib import Path

import pytest

from tests.plugins.run import Run
from tests.synapse.accounts import PrivateSynapse, Synapse
from tests.synapse.oauth import DelegatingSynapse, OAuthServer
from tests.synapse.server import LIFTED, UNLIMITED, Server

MakeSynapse = Callable[..., Awaitable[PrivateSynapse]]


TCHAP = "tchap.test"
AS_TCHAP: dict[str, object] = {
    **dict.fromkeys(UNLIMITED),
    "rc_login": {"address": LIFTED},
    "server_name": TCHAP,
    "encryption_enabled_by_default_for_room_type": "all",
}
"""Synapse's own limits, and no room in plain unless a test asks for it.

But for logins from one address: all tests have the same.
"""


@pytest.fixture(scope="session")
def synapse(run: Run) -> Synapse:
    """The run's Synapse, without rate limits; all workers share it, and it ends with the run."""
    return Synapse(_url_of(run, "synapse", {}))


@pytest.fixture(scope="session")
def tchap(run: Run) -> Synapse:
    """Another one that does not federate with it, with encryption by default and usual limits."""
    return Synapse(_url_of(run, "tchap", AS_TCHAP), TCHAP)


def _url_of(run: Run, name: str, settings: Mapping[str, object]) -> str:
    """The address of a Synapse of the run; the first call starts it."""
    address = run.folder / f"{name}.url"
    with run.alone(name):
        if not address.exists():
            server = Server(run.folder / name, settings, owner=run.owner)
            server.start()
            run.takes_along(server.let_go())
            address.write_text(server.url, encoding="utf-8")
    return address.read_text(encoding="utf-8")


@pytest.fixture
def private_synapse(tmp_path: Path) -> Iterator[MakeSynapse]:
    """A function that starts a private Synapse; arguments are keys of homeserver.yaml."""
    made: list[PrivateSynapse] = []

    async def make(**settings: object) -> PrivateSynapse:
        made.append(PrivateSynapse(tmp_path / f"synapse-{len(made)}", **settings))
        await made[-1].start()
        return made[-1]

    yield make
    for each in made:
        each.server.kill()


@pytest.fixture(scope="session")
def delegating_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DelegatingSynapse]:
    """A Synapse for all tests of a worker, whose logins are an OAuth server's."""
    oauth = OAuthServer()
    oauth.start()
    synapse = DelegatingSynapse(tmp_path_factory.mktemp("delegating") / "synapse", oauth)
    synapse.server.start()
    yield synapse
    synapse.server.kill()
    oauth.stop()


@pytest.fixture
def delegating(delegating_server: DelegatingSynapse) -> DelegatingSynapse:
    """The same, with an OAuth server of which nothing is wanted yet."""
    delegating_server.oauth.begin_anew()
    return delegating_server
