"""A pair of gardeners, and people who want messages."""

import pytest

from tests.town import Neighbour, Town


@pytest.fixture
def ana(town: Town) -> Neighbour:
    """The gardener of the territory, on Telegram."""
    return town.gardener("territory")


@pytest.fixture
def luc(town: Town) -> Neighbour:
    """The gardener at the Region, on Matrix."""
    return town.gardener("region")


@pytest.fixture
def zoe(town: Town) -> Neighbour:
    """A member on Telegram who wants messages."""
    return town.member("Zoé").wants_messages()


@pytest.fixture
def max_(town: Town) -> Neighbour:
    """A member on Matrix who wants messages."""
    return town.member("Max", on="matrix").wants_messages()
