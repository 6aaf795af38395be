"""Polls that are short of their quorum, on the gardeners' list."""

from datetime import timedelta

import pytest

from tests.town import Neighbour, Town

ASKED = "/sondage Quelle date ? | mardi | jeudi --quorum 2"


@pytest.mark.parametrize(
    ("options", "listed"),
    [(" --fin mercredi 18h", True), (" --fin vendredi 18h", False), ("", False)],
)
def test_a_poll_that_ends_soon_is_told(
    town: Town, ana: Neighbour, luc: Neighbour, options: str, *, listed: bool
) -> None:
    ana.publishes(ASKED + options)

    line = "– « Quelle date ? » : 0 vote pour l'instant, il en faut 2."
    assert (line in luc.says("!afaire")) is listed


@pytest.mark.slow
def test_a_poll_without_an_end_is_told_after_a_week(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    ana.publishes(ASKED)
    ana.says("/voter 1 1")
    town.move(timedelta(days=8))

    listed = ana.says("/afaire")
    seen = ana.presses("Voir « Quelle date ? »")
    luc.says("!voter 1 2")

    assert "– « Quelle date ? » : 1 vote pour l'instant, il en faut 2." in listed
    assert seen.startswith("📊 Quelle date ?")
    assert "il en faut 2" not in ana.says("/afaire")
