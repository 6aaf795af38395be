"""A town with a third network: e-mail."""

from collections.abc import Iterator

import pytest

from bot.config import Mail
from tests.saved_towns import SavedTowns
from tests.town import Neighbour, Town, town_settings


@pytest.fixture
def town(database_url: str, saved_towns: SavedTowns | None) -> Iterator[Town]:
    mail = Mail.model_validate(
        {
            "address": "terreau@region.example",
            "smtp": "smtps://mail.region.example",
            "imap": "imaps://mail.region.example",
            "password": "hush-hush",
            "authserv_id": "mail.region.example",
        }
    )
    made = Town(database_url, town_settings().model_copy(update={"mail": mail}), saved=saved_towns)
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
