"""Needs for which nobody was introduced to their author, on the gardener's list."""

from datetime import timedelta

import pytest

from tests.handlers.needs.publishing import ROOM, publishes
from tests.town import Neighbour, Town

LINE = f"– Personne n'a été présenté à Zoé pour le besoin 1 : « {ROOM} »"


def looked_at_a_week_ago(town: Town, ana: Neighbour, zoe: Neighbour) -> None:
    """Publish a need at which the gardener looks, and pass a week."""
    publishes(zoe, f"/besoin {ROOM}")
    ana.says("/afaire")
    ana.presses("Voir le besoin 1")
    town.move(timedelta(days=8))


@pytest.mark.slow
def test_a_need_without_an_introduction_is_told_after_a_week(
    town: Town, ana: Neighbour, luc: Neighbour, zoe: Neighbour
) -> None:
    looked_at_a_week_ago(town, ana, zoe)

    listed = ana.says("/afaire")
    found = ana.presses("Trouver une personne pour le besoin 1")

    assert LINE in listed
    assert found.startswith("🤝 Besoin 1")
    assert LINE not in luc.says("!afaire")


@pytest.mark.slow
def test_an_introduction_by_the_gardener_takes_it_off(
    town: Town, ana: Neighbour, zoe: Neighbour, yan: Neighbour
) -> None:
    looked_at_a_week_ago(town, ana, zoe)

    ana.says("/presenter Zoé | Yan | Vous cherchez une salle")
    asked = ana.presses("Poser la question aux deux")

    assert asked
    assert LINE not in ana.says("/afaire")
