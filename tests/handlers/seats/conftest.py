"""The gardeners and the person who runs the bot."""

import pytest

from tests.town import Neighbour, Town


@pytest.fixture
def ana(town: Town) -> Neighbour:
    """The gardener of the territory, on Telegram."""
    return town.gardener("territory")


@pytest.fixture
def luc(town: Town) -> Neighbour:
    """The gardener at the Region, on Matrix."""
    return town.gardener("region")


@pytest.fixture
def chef(town: Town) -> Neighbour:
    """A cultivator, on Telegram."""
    return Neighbour(town, "telegram", "telegram:42", "Chef", "fr").joins()
