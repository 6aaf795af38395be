"""The gardener of the territory."""

import pytest

from tests.town import Neighbour, Town


@pytest.fixture
def ana(town: Town) -> Neighbour:
    return town.gardener("territory")
