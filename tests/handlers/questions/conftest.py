"""The agent at the Region, and a member who asks."""

import pytest

from tests.town import Neighbour, Town


@pytest.fixture(autouse=True)
def luc(town: Town) -> Neighbour:
    return town.gardener("region")


@pytest.fixture
def network() -> str:
    """The asker's; both where they write in another way on each."""
    return "telegram"


@pytest.fixture
def zoe(town: Town, network: str) -> Neighbour:
    return town.member("Zoé", on=network)
