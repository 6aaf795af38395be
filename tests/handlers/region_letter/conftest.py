"""A town whose Region has a room, and a letter each Wednesday at nine."""

from collections.abc import Iterator

import pytest

from tests.saved_towns import SavedTowns
from tests.town import Town, town_settings

REGION_ROOM = "matrix:!region"


@pytest.fixture
def region_town(database_url: str, saved_towns: SavedTowns | None) -> Iterator[Town]:
    """The town with a room of the Region, and the days of its letter."""
    settings = town_settings(region_room=REGION_ROOM, region_letter="mercredi 9h")
    made = Town(database_url, settings, saved=saved_towns)
    yield made
    made.close()
