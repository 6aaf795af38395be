"""A cultivator of the community."""

import pytest

from tests.town import Neighbour, Town


@pytest.fixture
def chef(town: Town) -> Neighbour:
    """A cultivator, on Telegram."""
    return Neighbour(town, "telegram", "telegram:42", "Chef", "fr").joins()
