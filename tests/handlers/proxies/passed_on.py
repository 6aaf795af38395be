"""Registrations by voice, and the polls that votes are passed on to."""

import re

from tests.town import Neighbour, Town

JEANNE = "/aunomde Jeanne Petit | hier | oui"


def code_in(said: str) -> str:
    found = re.search(r"Donnez-lui ce code : (\S{3}-\S{3}-\S{2})\.", said)
    assert found is not None
    return found[1]


def poll_of(town: Town) -> Neighbour:
    """The territory's gardener, who opened poll 1 in the square."""
    ana = town.gardener("territory")
    ana.publishes("/sondage Quelle date ? | mardi | jeudi")
    return ana


def votes(town: Town) -> str:
    return town.said_in("telegram:-1001")[-1].text
