"""Reminders of a letter that nobody submitted."""

from datetime import datetime, timedelta

import pytest

from tests.handlers.digest.letters.composed import announces_event
from tests.town import Neighbour, Town

DUE = datetime(2026, 12, 1, 8, 0)  # noqa: DTZ001 - `move_to` reads it in Paris
HOUR = timedelta(hours=1)


@pytest.mark.slow
@pytest.mark.parametrize(
    "written",
    ["/lettre titre L'hiver", "/lettre accueil Bonjour", "/lettre introduction L'hiver approche"],
)
def test_words_written_for_a_letter_of_dates_are_not_forgotten(
    town: Town, ana: Neighbour, luc: Neighbour, written: str
) -> None:
    announces_event(ana)
    ana.says(written)

    town.move_to(DUE - 13 * HOUR)
    reminded = luc.inbox[-1]
    town.move_to(DUE)

    assert reminded.endswith("Personne ne l'a soumise.")
    assert "La lettre du mardi 1er décembre à 8 h n'est pas partie." in ana.inbox[-1]


@pytest.mark.slow
def test_a_letter_of_dates_with_words_is_among_what_is_to_do(
    ana: Neighbour, luc: Neighbour
) -> None:
    announces_event(ana)
    before = ana.says("/afaire")
    ana.says("/lettre accueil Bonjour")

    waits = "La lettre du mardi 1er décembre à 8 h est un brouillon"
    assert waits not in before
    assert waits in ana.says("/afaire")
    del luc


@pytest.mark.parametrize("written", ["", "/lettre accueil Bonjour"])
def test_dates_alone_and_words_alone_remind_nobody(
    town: Town, ana: Neighbour, luc: Neighbour, written: str
) -> None:
    if written:
        ana.says(written)
    else:
        announces_event(ana)
    before = len(ana.inbox), len(luc.inbox)

    town.move_to(DUE)

    assert (len(ana.inbox), len(luc.inbox)) == before
