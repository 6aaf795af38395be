"""A town with a cultivator on each network."""

from collections.abc import Iterator

import pytest

from tests.saved_towns import SavedTowns
from tests.town import Town, town_settings


@pytest.fixture
def town(database_url: str, saved_towns: SavedTowns | None) -> Iterator[Town]:
    """The town, with a cultivator on each network."""
    settings = town_settings()
    instance = settings.instance.model_copy(
        update={"cultivators": ("telegram:42", "matrix:@carla:hs")}
    )
    made = Town(
        database_url,
        settings.model_copy(update={"instance": instance}),
        saved=saved_towns,
    )
    yield made
    made.close()
