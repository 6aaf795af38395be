"""A pair of gardeners in a town with pages, and the parts that they show."""

import pytest

from tests.town import Neighbour, Town
from tests.web.own_pages import with_pages


@pytest.fixture(autouse=True)
def ana(town: Town) -> Neighbour:
    with_pages(town)
    return town.gardener("territory")


@pytest.fixture(autouse=True)
def luc(town: Town) -> Neighbour:
    return town.gardener("region")
