"""Adults on both networks, and a group of one of them."""

import pytest

from tests.handlers.introductions.adults import grown
from tests.town import Neighbour, Town


@pytest.fixture
def zoe(town: Town, ana: Neighbour) -> Neighbour:
    return grown(town.member("Zoé", on="matrix", locale="en").wants_messages())


@pytest.fixture
def yan(town: Town, zoe: Neighbour) -> Neighbour:
    return grown(town.member("Yan", locale="en").wants_messages())


@pytest.fixture
def compost(ana: Neighbour, zoe: Neighbour) -> Neighbour:
    """Zoé, who leads the open group 1."""
    zoe.says("!group Compost | We look after the composter")
    ana.says("/groupe 1")
    ana.presses("Ouvrir le groupe")
    return zoe
