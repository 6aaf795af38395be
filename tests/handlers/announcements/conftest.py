"""Members who want messages, and announcements that wait."""

from datetime import datetime

import pytest

from tests.handlers.announcements.announced import MINUTE, OPENING, sends_to_people
from tests.town import Neighbour, Town


@pytest.fixture
def zoe(town: Town) -> Neighbour:
    """A member on Telegram who wants messages."""
    return town.member("Zoé").wants_messages()


@pytest.fixture
def max_(town: Town) -> Neighbour:
    """A member on Matrix who wants messages."""
    return town.member("Max", on="matrix").wants_messages()


@pytest.fixture
def under_way(town: Town, ana: Neighbour, luc: Neighbour, zoe: Neighbour) -> Neighbour:
    """Ana, whose announcement waits for the end of Zoé's quiet hours."""
    town.move_to(datetime(2026, 11, 24, 22, 0))  # noqa: DTZ001 - in Paris
    sends_to_people(ana)
    town.move(MINUTE)
    return ana


@pytest.fixture
def submitted(ana: Neighbour, luc: Neighbour) -> Neighbour:
    """Luc, who is asked to approve an announcement in rooms."""
    ana.says(f"{OPENING} --salons")
    ana.presses("Demander l'accord de Luc")
    return luc
