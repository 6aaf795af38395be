"""A community that asks two questions, and Zoé, who is asked for her portrait."""

import pytest

from tests.handlers.introductions.adults import grown
from tests.handlers.portraits.portraits import FIRST, SECOND, asks
from tests.town import Neighbour, Town


@pytest.fixture
def ana(town: Town) -> Neighbour:
    ana = town.gardener("territory")
    for each in (FIRST, SECOND):
        ana.says("/portrait questions")
        ana.presses("Ajouter une question")
        ana.says(each)
    return ana


@pytest.fixture
def zoe(town: Town, ana: Neighbour) -> Neighbour:
    """Zoé, on Matrix, whom Ana asked."""
    zoe = grown(town.member("Zoé", on="matrix"))
    asks(ana, "Zoé")
    return zoe
