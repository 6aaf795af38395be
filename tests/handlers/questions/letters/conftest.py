"""The gardeners, and a member who asked."""

import pytest

from tests.handlers.questions.letters.in_letters import is_answered
from tests.handlers.questions.test_register import BIKES, HOMES, asks, shown_to_all
from tests.town import Neighbour, Town


@pytest.fixture
def ana(town: Town) -> Neighbour:
    ana = town.gardener("territory")
    ana.says("/lettre programme mardi 8h")
    ana.presses("Garder ces dates")
    return ana


@pytest.fixture
def luc(town: Town) -> Neighbour:
    return town.gardener("region")


@pytest.fixture
def zoe(town: Town, ana: Neighbour, luc: Neighbour) -> Neighbour:
    """A member who asked two questions, the first of which is answered, for all to read."""
    zoe = town.member("Zoé", on="matrix")
    asks(zoe, BIKES)
    asks(zoe, HOMES)
    shown_to_all(town, 1, 2)
    is_answered(town, luc)
    return zoe
