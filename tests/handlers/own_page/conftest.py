"""A town with pages: Zoé on Matrix is a member, Ana and Luc tend."""

import pytest

from tests.town import Neighbour, Town
from tests.web.own_pages import with_pages


@pytest.fixture(autouse=True)
def ana(town: Town) -> Neighbour:
    with_pages(town)
    return town.gardener("territory")


@pytest.fixture
def zoe(town: Town, ana: Neighbour) -> Neighbour:
    return town.member("Zoé", on="matrix")
