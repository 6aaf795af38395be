"""A town with a third network: e-mail."""

from collections.abc import Iterator

import pytest

from tests.networks.mail.people import settings_with_mail
from tests.saved_towns import SavedTowns
from tests.town import Neighbour, Town


@pytest.fixture
def town(database_url: str, saved_towns: SavedTowns | None) -> Iterator[Town]:
    made = Town(database_url, settings_with_mail(), saved=saved_towns)
    yield made
    made.close()


@pytest.fixture
def jeanne(town: Town) -> Neighbour:
    """Jeanne, who has only a mailbox, and has joined by it."""
    jeanne = town.stranger("Jeanne", on="mail")
    jeanne.says("Bonjour")
    jeanne.says("/rejoindre")
    jeanne.says("J'ai 15 ans ou plus, j'accepte", reply_to=jeanne.direct[-1])
    return jeanne
