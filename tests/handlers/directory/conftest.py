"""The town of the directory."""

from collections.abc import Iterator

import pytest

from tests.databases import Fresh
from tests.saved_towns import SavedTowns
from tests.town import Town


@pytest.fixture
def town(fresh_database: Fresh, saved_towns: SavedTowns | None) -> Iterator[Town]:
    """A town on one database: answers do not depend on which."""
    made = Town(fresh_database("sqlite"), saved=saved_towns)
    yield made
    made.close()
