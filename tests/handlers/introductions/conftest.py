"""People who may be introduced to each other."""

import pytest

from tests.handlers.introductions.adults import grown
from tests.town import Neighbour, Town


@pytest.fixture
def zoe(town: Town) -> Neighbour:
    return grown(town.member("Zoé").wants_messages())


@pytest.fixture
def yan(town: Town) -> Neighbour:
    return grown(town.member("Yan", on="matrix").wants_messages())
