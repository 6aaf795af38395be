"""Towns on SQLite alone, and a town with two communities."""

from collections.abc import Iterator

import pytest

from tests.databases import Fresh
from tests.saved_towns import SavedTowns
from tests.town import WATER, Town, town_settings


@pytest.fixture
def quick(fresh_database: Fresh, saved_towns: SavedTowns | None) -> Iterator[Town]:
    """The town on SQLite alone, for behaviour that no database can change."""
    made = Town(fresh_database("sqlite"), saved=saved_towns)
    yield made
    made.close()


@pytest.fixture
def two(fresh_database: Fresh, saved_towns: SavedTowns | None) -> Iterator[Town]:
    """A town on SQLite with two communities in the configuration file."""
    made = Town(fresh_database("sqlite"), town_settings(WATER), saved=saved_towns)
    yield made
    made.close()
