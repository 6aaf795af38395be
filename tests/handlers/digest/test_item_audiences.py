"""The audiences of a letter's items are approved with them."""

import pytest

from tests.handlers.digest.letters.composed import (
    DUE,
    NEWS,
    announces_event,
    approve,
    letter_of,
    reader,
)
from tests.handlers.digest.news.writing import add_news
from tests.town import CHANGED, Neighbour, Town


def narrows_event(who: Neighbour) -> None:
    who.says("/evenement 1")
    for label in ("Modifier", "Pour qui", "Déchets et réemploi"):
        who.presses(label)


@pytest.mark.slow
def test_an_event_that_is_for_fewer_people_since_the_approval_is_left_out(
    town: Town, ana: Neighbour, luc: Neighbour
) -> None:
    zoe = reader(town, "Zoé")
    announces_event(ana)
    add_news(ana, NEWS)
    approve(ana, luc)

    narrows_event(ana)
    town.move_to(DUE)

    assert "Le broyeur" in letter_of(zoe)
    assert "Visite" not in letter_of(zoe)


@pytest.mark.slow
def test_a_draft_read_before_an_event_was_for_fewer_people_cannot_be_submitted(
    ana: Neighbour,
) -> None:
    announces_event(ana)
    ana.says("/lettre")
    shown = ana.direct[-1]

    narrows_event(ana)

    assert CHANGED in ana.presses("Soumettre", shown)
