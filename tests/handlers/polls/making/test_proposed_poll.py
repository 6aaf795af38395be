"""Polls that members propose where the gardening team makes them."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from tests.handlers.linking.accounts import linked
from tests.town import BACK_ROOM, Town

ASKED = "/sondage Quelle date ? | mardi | jeudi"


@pytest.mark.slow
def test_a_member_proposes_a_poll_that_gardeners_change_and_publish(town: Town) -> None:
    ana, luc, zoe = town.gardener("territory"), town.gardener("region"), town.member("Zoé")

    preview = zoe.says(ASKED)
    forged = zoe.forges("poll_publish:1", zoe.direct[-1])
    sent = zoe.presses("Proposer ce sondage à Ana et Luc")
    asked = town.latest_with(BACK_ROOM, "Voir le sondage")
    waiting = ana.says("/afaire")
    ana.presses("Voir le sondage « Quelle date ? »")
    ana.presses("Changer les choix")
    ana.says("mardi, jeudi, samedi")
    ana.presses("Publier le sondage")
    late = ana.presses("Voir le sondage", asked, BACK_ROOM)

    assert "mardi\njeudi\n" in preview
    assert "L'équipe de jardinage décide s'il est publié." in preview
    assert forged.startswith("Seule l'équipe de jardinage de Pionniers de l'énergie")
    assert sent.startswith("Merci. Votre sondage « Quelle date ? » est proposé à Ana et Luc")
    assert asked.text.startswith("Zoé propose un sondage : « Quelle date ? »\nmardi\njeudi\n")
    assert "– Zoé propose un sondage : « Quelle date ? »" in waiting
    assert "Votre sondage « Quelle date ? » est publié." in zoe.inbox
    assert "samedi" in town.said_in(luc.square)[-1].text
    assert "Une décision a déjà été prise" in late
    assert "propose un sondage" not in ana.says("/afaire")


@pytest.mark.slow
def test_a_proposed_poll_is_declined_once_and_asked_step_by_step(town: Town) -> None:
    ana, luc, zoe = town.gardener("territory"), town.gardener("region"), town.member("Zoé")

    listed = zoe.says("/sondage")
    question = zoe.presses("Proposer un sondage")
    zoe.says("Quand planter ?")
    zoe.says("mars, avril")
    zoe.presses("Passer")
    zoe.presses("Proposer ce sondage à Ana")
    zoe.says(ASKED)
    second = zoe.presses("Proposer ce sondage à Ana")
    ana.says("/afaire")
    luc.says("!afaire")
    luc.presses("Voir le sondage « Quand planter ? »")
    ana.presses("Voir le sondage « Quand planter ? »")
    declined = ana.presses("Refuser")
    published = luc.presses("Publier le sondage")
    again = zoe.presses("Proposer ce sondage à Ana")
    town.move(timedelta(days=15))

    assert listed == "Sondages ouverts\nAucun sondage n'est ouvert en ce moment."
    assert question.startswith("Quelle est votre question ?")
    assert second.startswith("Votre sondage « Quand planter ? » attend encore")
    assert declined == "Le sondage « Quand planter ? » est refusé."
    assert "Une décision a déjà été prise" in published
    assert any("n'a pas retenu votre sondage « Quand planter ? »" in each for each in zoe.inbox)
    assert again.startswith("Merci. Votre sondage « Quelle date ? »")
    assert "propose un sondage" not in ana.says("/afaire")
    assert not town.said_in(zoe.square)


@pytest.mark.slow
@pytest.mark.parametrize(
    "ways",
    [
        ("/effacer", "Effacer mes données", "Oui, tout effacer"),
        ("/quitter", "Quitter la communauté", "Oui, quitter"),
    ],
    ids=["erased", "left"],
)
def test_a_proposal_goes_with_its_author(town: Town, ways: Sequence[str]) -> None:
    ana, zoe = town.gardener("territory"), town.member("Zoé")
    zoe.says(ASKED)
    zoe.presses("Proposer ce sondage à Ana")
    ana.says("/afaire")
    ana.presses("Voir le sondage « Quelle date ? »")

    zoe.says(ways[0])
    zoe.presses(ways[1])
    zoe.presses(ways[2])
    published = ana.presses("Publier le sondage")

    assert "Une décision a déjà été prise" in published
    assert "propose un sondage" not in ana.says("/afaire")
    assert not town.said_in(zoe.square)


@pytest.mark.slow
def test_a_proposal_stays_with_its_author_who_links_another_account(town: Town) -> None:
    ana, zoe, second = (
        town.gardener("territory"),
        town.member("Zoé"),
        town.member("Zo", on="matrix"),
    )
    zoe.says(ASKED)
    zoe.presses("Proposer ce sondage à Ana")

    linked(second, zoe)

    assert "propose un sondage : « Quelle date ? »" in ana.says("/afaire")
