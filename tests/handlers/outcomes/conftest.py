"""The gardeners, and an event of tomorrow."""

import pytest

from tests.town import Neighbour, Town


@pytest.fixture
def ana(town: Town) -> Neighbour:
    """The gardener of the territory, who announced an event of tomorrow."""
    ana = town.gardener("territory")
    ana.says("/evenement Visite du composteur | mercredi 25 novembre 14h30-16h30 | Besançon")
    ana.presses("Annoncer")
    return ana


@pytest.fixture
def luc(town: Town, ana: Neighbour) -> Neighbour:
    return town.gardener("region")
