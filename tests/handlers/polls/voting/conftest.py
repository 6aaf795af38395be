"""A gardener who asked for a date."""

import pytest

from tests.handlers.polls.tallies import ASKED
from tests.town import Neighbour, Town


@pytest.fixture
def ana(town: Town) -> Neighbour:
    """The gardener, who asked for a date."""
    gardener = town.gardener("territory")
    gardener.publishes(ASKED)
    return gardener
