"""Towns with two communities."""

from collections.abc import Iterator

import pytest

from tests.databases import Fresh
from tests.saved_towns import SavedTowns
from tests.town import WATER, Town, town_settings


@pytest.fixture
def town(database_url: str, saved_towns: SavedTowns | None) -> Iterator[Town]:
    """The town with two communities, once on SQLite and once on PostgreSQL."""
    made = Town(database_url, town_settings(WATER), saved=saved_towns)
    yield made
    made.close()


@pytest.fixture
def quick(fresh_database: Fresh, saved_towns: SavedTowns | None) -> Iterator[Town]:
    """The same on SQLite alone, for behaviour that no database can change."""
    made = Town(fresh_database("sqlite"), town_settings(WATER), saved=saved_towns)
    yield made
    made.close()
