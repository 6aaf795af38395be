"""A community whose newcomers are asked."""

import pytest

from tests.town import Neighbour, Town


@pytest.fixture
def ana(town: Town) -> Neighbour:
    """The gardener for the territory, after both switches were set by the people who run it."""
    ana = town.gardener("territory")
    carl = town.cultivator()
    carl.says("/communaute energie")
    carl.presses("Accueil par les membres")
    carl.presses("Oui, le leur demander")
    carl.says("/communaute energie")
    carl.presses("Question après une semaine")
    carl.presses("Oui, après une semaine")
    return ana
