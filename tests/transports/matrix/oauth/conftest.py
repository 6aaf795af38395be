"""A bot on a Synapse that delegates its logins."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.synapse.oauth import DelegatingSynapse
from tests.synapse.proxy import Proxy
from tests.transports.matrix.oauth.approved import Approved


@pytest.fixture(autouse=True)
def _quick_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    """The bot asks at once, and often, whether it was approved."""
    monkeypatch.setattr("bot.transports.matrix.oauth.SHORTEST_INTERVAL", 0.02)


@pytest.fixture
async def approved(delegating: DelegatingSynapse, tmp_path: Path) -> AsyncIterator[Approved]:
    """An account that is not logged in yet."""
    delegating.oauth.interval = 0.02
    async with Proxy(delegating.url) as proxy:
        us = await delegating.register("Terreau")
        yield Approved(delegating, proxy, us, tmp_path / "matrix")
