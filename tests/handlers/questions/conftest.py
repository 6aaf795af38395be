"""The agent at the Region, and a member who asks on either network."""

import pytest

from tests.town import Neighbour, Town


@pytest.fixture(autouse=True)
def luc(town: Town) -> Neighbour:
    return town.gardener("region")


@pytest.fixture(params=["telegram", "matrix"])
def zoe(town: Town, request: pytest.FixtureRequest) -> Neighbour:
    return town.member("Zoé", on=request.param)
