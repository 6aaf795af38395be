"""A gardener, and two adults who get messages, one on each network."""

import pytest

from tests.handlers.introductions.adults import grown
from tests.town import Neighbour, Town


@pytest.fixture
def ana(town: Town) -> Neighbour:
    return town.gardener("territory")


@pytest.fixture
def yan(town: Town, ana: Neighbour) -> Neighbour:
    return grown(town.member("Yan"))


@pytest.fixture
def zoe(town: Town, yan: Neighbour) -> Neighbour:
    return grown(town.member("Zoé", on="matrix").wants_messages())
