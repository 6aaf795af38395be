"""The two gardeners of the community."""

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
