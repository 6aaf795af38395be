"""A network under the contract."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager

import pytest

from tests.synapse import Synapse
from tests.transports.contract import Harness
from tests.transports.on_matrix import on_matrix
from tests.transports.on_playground import on_playground
from tests.transports.on_telegram import on_telegram

Harnesses = AbstractAsyncContextManager[Harness]


def of_synapse(request: pytest.FixtureRequest, *, encrypted: bool) -> Harnesses:
    synapse: Synapse = request.getfixturevalue("synapse")
    return on_matrix(synapse, request.getfixturevalue("tmp_path"), encrypted=encrypted)


NETWORKS: dict[str, Callable[[pytest.FixtureRequest], Harnesses]] = {
    "telegram": lambda _: on_telegram(),
    "playground with buttons": lambda _: on_playground("telegram")(),
    "playground without": lambda _: on_playground("matrix")(),
    "matrix": lambda request: of_synapse(request, encrypted=False),
    "matrix encrypted": lambda request: of_synapse(request, encrypted=True),
}


@pytest.fixture(params=NETWORKS)
async def harness(request: pytest.FixtureRequest) -> AsyncIterator[Harness]:
    """A network under the contract; nothing untoward may have been done on it."""
    async with NETWORKS[request.param](request) as made:
        yield made
        assert made.misdeeds() == []
