"""The gardeners, and members who are known to be adults."""

from collections.abc import Iterator

import pytest

from tests.databases import Fresh
from tests.handlers.introductions.adults import grown
from tests.saved_towns import SavedTowns
from tests.town import Neighbour, Town
from tests.town_settings import WATER, town_settings


@pytest.fixture
def town(fresh_database: Fresh, saved_towns: SavedTowns | None) -> Iterator[Town]:
    """A town over one SQLite file: what PostgreSQL does otherwise is tested with the storage."""
    made = Town(fresh_database("sqlite"), saved=saved_towns)
    yield made
    made.close()


@pytest.fixture
def two_communities(fresh_database: Fresh, saved_towns: SavedTowns | None) -> Iterator[Town]:
    """The same town with another community."""
    made = Town(fresh_database("sqlite"), town_settings(WATER), saved=saved_towns)
    yield made
    made.close()


@pytest.fixture
def ana(town: Town) -> Neighbour:
    return town.gardener("territory")


@pytest.fixture
def luc(town: Town, ana: Neighbour) -> Neighbour:
    return town.gardener("region")


@pytest.fixture
def zoe(town: Town, luc: Neighbour) -> Neighbour:
    return grown(town.member("Zoé", on="matrix"))


@pytest.fixture
def yan(town: Town, zoe: Neighbour) -> Neighbour:
    return grown(town.member("Yan"))
