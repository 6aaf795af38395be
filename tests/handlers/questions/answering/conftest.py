"""A community whose Region has a room of its own, and the people in it."""

from collections.abc import Iterator

import pytest

from tests.handlers.questions.answering.filed import REGION_ROOM, agent
from tests.saved_towns import SavedTowns
from tests.town import Neighbour, Town, town_settings


@pytest.fixture
def town(database_url: str, saved_towns: SavedTowns | None) -> Iterator[Town]:
    """The town; its Region has a room."""
    made = Town(database_url, town_settings(region_room=REGION_ROOM), saved=saved_towns)
    yield made
    made.close()


@pytest.fixture
def luc(town: Town) -> Neighbour:
    """The gardener at the Region, on Matrix."""
    return town.gardener("region")


@pytest.fixture
def zoe(town: Town) -> Neighbour:
    """A member who asks, on Telegram."""
    return town.member("Zoé")


@pytest.fixture
def max_(town: Town) -> Neighbour:
    """An agent of the Region, on Matrix."""
    return agent(town, "Max")
