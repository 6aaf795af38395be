"""Engines over features that note what they were called with."""

import pytest

from tests.core.conftest import Make
from tests.core.engine import Engine
from tests.core.inbound.feature import Feature
from tests.core.inbound.planning import Planning


@pytest.fixture
def feature() -> Feature:
    return Feature()


@pytest.fixture
def engine(make_light: Make, feature: Feature) -> Engine:
    made = make_light(feature.router)
    made.agrees(made.member("Zoé", "telegram:7"))
    return made


@pytest.fixture
def planning() -> Planning:
    return Planning()
