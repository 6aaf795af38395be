"""The gardener of the territory."""

import pytest

from tests.town import Neighbour, Town
from tests.web.own_pages import with_pages


@pytest.fixture
def ana(town: Town) -> Neighbour:
    with_pages(town)
    return town.gardener("territory")
