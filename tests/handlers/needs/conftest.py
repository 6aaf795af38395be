"""Members who are known to be adults."""

import pytest

from tests.handlers.introductions.adults import grown
from tests.town import Neighbour, Town


@pytest.fixture
def luc(town: Town, ana: Neighbour) -> Neighbour:
    return town.gardener("region")


@pytest.fixture
def zoe(town: Town, luc: Neighbour) -> Neighbour:
    return grown(town.member("Zoé").wants_messages())


@pytest.fixture
def yan(town: Town, zoe: Neighbour) -> Neighbour:
    return grown(town.member("Yan", on="matrix").wants_messages())
