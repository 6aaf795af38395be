"""An engine over all declarations, watched."""

import pytest

from tests.core.conftest import Make
from tests.core.declarations.access.watched import Watched
from tests.core.engine import Engine
from tests.core.people import settle_in


@pytest.fixture
def watched() -> Watched:
    return Watched()


@pytest.fixture
def engine(make_light: Make, watched: Watched) -> Engine:
    made = make_light(declared=watched.declared)
    settle_in(made)
    return made
