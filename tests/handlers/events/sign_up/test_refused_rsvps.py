"""Answers that come too late, are forged, or belong to another community."""

from datetime import timedelta

import pytest

from tests.handlers.audit.traces import presses_forged
from tests.handlers.events.sign_up.rsvps import ENERGY, VISIT, announced, card_of, counted
from tests.town import Town


@pytest.mark.slow
def test_sign_ups_end_but_declining_stays_possible(town: Town) -> None:
    announced(town, "--limite jeudi 26 novembre 18h")
    zoe, yan = town.member("Zoé"), town.member("Yan", on="matrix")
    zoe.says("/inscription 1 oui")
    town.move(timedelta(days=3))

    late = yan.says("!inscription 1 oui")

    assert late.startswith(
        "Les inscriptions à l'événement 1 sont closes depuis le jeudi 26 novembre à 18 h"
    )
    assert "vous ne venez pas" in zoe.says("/inscription 1 non")
    assert counted(town).startswith("Personne pour l'instant · 1 ne")


@pytest.mark.slow
def test_an_event_that_is_called_off_or_over_is_not_answered_any_more(town: Town) -> None:
    ana = announced(town)
    zoe = town.member("Zoé")
    old = card_of(town, zoe)
    zoe.says("/evenement 1")
    mine = zoe.direct[-1]
    town.move(timedelta(days=12))

    assert zoe.says("/inscription 1 oui") == "L'événement 1 est terminé."
    assert presses_forged(zoe, "rsvp:1:going") == "L'événement 1 est terminé."

    ana.says("/evenement Fête | samedi 12 décembre 14h")
    ana.presses("Annoncer")
    ana.says("/evenement 2 annuler")
    assert zoe.says("/inscription 2 oui") == "L'événement 2 est annulé."
    assert old.text
    assert zoe.presses("Je viens", mine) == "L'événement 1 est terminé."


@pytest.mark.parametrize("press", ["rsvp:1:none", "rsvp:1:", "rsvp:99:going", "rsvp:99:waiting"])
def test_a_forged_answer_counts_for_nothing(town: Town, press: str) -> None:
    announced(town, "| 1 place")

    presses_forged(town.member("Zoé"), press)

    assert "Soyez la première personne à répondre" in counted(town)


@pytest.mark.slow
def test_an_event_of_another_community_is_not_answered(twin: Town) -> None:
    ana = twin.gardener("territory", ENERGY)
    ana.says(VISIT)
    ana.presses("Annoncer")
    yan = twin.member("Yan", of=["Gardiens de l'eau"])

    assert yan.says("/inscription 1 oui").startswith("Il n'y a pas d'événement 1 ici.")
    presses_forged(yan, "rsvp:1:going")
    assert counted(twin).startswith(("Personne", "Soyez"))
