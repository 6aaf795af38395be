"""A community whose gardeners switched the coffees on."""

import pytest

from tests.handlers.pairs.coffees import drinks, switches_on
from tests.town import Neighbour, Town


@pytest.fixture
def coffees(town: Town, ana: Neighbour, luc: Neighbour) -> Town:
    switches_on(ana)
    return town


@pytest.fixture
def zoe(coffees: Town) -> Neighbour:
    return drinks(coffees.member("Zoé"))


@pytest.fixture
def yan(coffees: Town) -> Neighbour:
    return drinks(coffees.member("Yan", on="matrix"))
