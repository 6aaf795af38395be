"""Proposals of circles that end: replaced, expired, taken back, or left behind."""

from datetime import timedelta

from bot.domain.roles import Circle
from tests.handlers.audit.traces import presses_forged
from tests.handlers.profile.circles.proposed_circles import ACTIVE, OVER, circle
from tests.town import BACK_ROOM, Neighbour, Town


def test_a_second_proposal_takes_the_place_of_the_first(town: Town, ana: Neighbour) -> None:
    zoe = town.member("Zoé").wants_messages()
    ana.says("/participation proposer Zoé actif")
    first = zoe.direct[-1]
    town.move(timedelta(days=1))
    ana.says("/participation proposer Zoé rendez-vous")

    assert zoe.presses("J'accepte", first) == OVER
    assert circle(town, zoe) is Circle.INFORMED
    zoe.says("/participation")
    zoe.presses("J'accepte")
    assert circle(town, zoe) is Circle.CITIZEN


def test_a_proposal_is_over_after_a_month(town: Town, ana: Neighbour) -> None:
    zoe = town.member("Zoé").wants_messages()
    ana.says("/participation proposer Zoé actif")
    card = zoe.direct[-1]

    town.move(timedelta(days=30))

    assert zoe.presses("J'accepte", card) == OVER
    assert "On vous propose" not in zoe.says("/participation")


def test_a_proposal_is_taken_back(town: Town, ana: Neighbour) -> None:
    zoe = town.member("Zoé").wants_messages()
    ana.says("/participation proposer Zoé actif")

    taken = ana.presses("Retirer la proposition")
    again = presses_forged(ana, "circle_withdraw:1")

    assert taken == "La proposition est retirée : ses boutons ne marchent plus."
    assert again == OVER
    assert zoe.presses("J'accepte") == OVER


def test_choosing_it_by_oneself_accepts_it(town: Town, ana: Neighbour) -> None:
    zoe = town.member("Zoé").wants_messages()
    ana.says("/participation proposer Zoé actif")

    zoe.says("/participation actif")

    assert ana.inbox[-1] == f"Zoé accepte : « {ACTIVE} »."
    assert zoe.presses("Non merci", zoe.town.latest_with(zoe.address, "Non merci")) == OVER


def test_a_proposal_ends_with_the_membership(town: Town, ana: Neighbour) -> None:
    zoe = town.member("Zoé").wants_messages()
    ana.says("/participation proposer Zoé actif")
    card = zoe.direct[-1]
    zoe.says("/quitter")
    zoe.presses("Quitter la communauté")
    zoe.presses("Oui, quitter")

    assert zoe.presses("J'accepte", card).startswith("Rejoindre")
    zoe.joins()
    assert zoe.presses("J'accepte", card) == OVER
    assert circle(town, zoe) is Circle.INFORMED


def test_the_others_are_told_when_the_proposer_is_gone(town: Town, ana: Neighbour) -> None:
    zoe = town.member("Zoé").wants_messages()
    town.gardener("region")
    ana.says("/participation proposer Zoé actif")
    ana.says("/effacer")
    ana.presses("Effacer mes données")
    ana.presses("Oui, tout effacer")

    zoe.presses("J'accepte")

    assert town.said_in(BACK_ROOM)[-1].text == f"Zoé accepte : « {ACTIVE} »."
