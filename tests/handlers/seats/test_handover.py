"""A role changes hands: what is open, on one page, and private things for whom they are for."""

from datetime import timedelta

import pytest

from bot.domain.questions.question import Naming
from tests.handlers.audit.traces import presses_forged
from tests.handlers.questions.answering.filed import ask
from tests.handlers.seats.seats import mentioning, vacate
from tests.town import BACK_ROOM, Neighbour, Town, labels

pytestmark = pytest.mark.slow

SECRET = "Puis-je vous voir lundi ?"


@pytest.fixture
def ana(town: Town, chef: Neighbour) -> Neighbour:
    """A gardener of a community in which much goes on."""
    del chef
    return town.gardener("territory")


@pytest.fixture
def luc(town: Town) -> Neighbour:
    return town.gardener("region")


@pytest.fixture
def zoe(town: Town, ana: Neighbour, luc: Neighbour) -> Neighbour:
    """A member who asked both gardeners, and Ana alone."""
    zoe = town.member("Zoé")
    ask(town, zoe, "Quand ouvre l'aide au vélo ?")
    ask(town, zoe, SECRET, naming=Naming.ONLY, only=ana)
    ana.says("/evenement Visite du composteur | samedi 5 décembre 14h30 | Besançon")
    ana.publishes("/sondage Quelle date ? | mardi | jeudi --fin vendredi 18h")
    luc.says("!semaine Qu'avez-vous réparé ?")
    luc.presses("Choisir le jour")
    luc.says("lundi 18h")
    luc.presses("Garder ces dates")
    luc.says("!lettre region lundi 9h")
    luc.presses("Garder ces dates")
    ana.says("/actu Un broyeur | Le broyeur est arrivé.")
    return zoe


def test_all_that_is_open_stands_on_one_page(
    ana: Neighbour, luc: Neighbour, zoe: Neighbour
) -> None:
    del zoe
    mine, of_luc = ana.says("/passation"), luc.says("!passation")

    for part in (
        "\nQuestions sans réponse\n– Question 1 : « Quand ouvre l'aide au vélo ? », posée ",
        "\nBrouillons et propositions\n– Événement 1 · Visite du composteur : ",
        "\nDates à venir\n– Sondage 1 · Quelle date ? : jusqu'au ",
        "\nLa prochaine lettre\n– ",
        "\nCe qui se répète\n",
        "– Lettre : chaque mardi à 8 h",
        "– Lettre à la Région : chaque lundi à 9 h",
        "– Question de la semaine : chaque lundi à 18 h ; 1 attend dans la liste",
    ):
        assert part in mine
        assert part in of_luc
    assert mine.count("aide au vélo") == 2, "to be shown, and to be answered: said once each"
    assert SECRET in mine
    assert SECRET not in of_luc


def test_the_page_is_kept_as_a_file(luc: Neighbour, zoe: Neighbour) -> None:
    del zoe
    luc.says("!passation")
    luc.presses("En PDF")

    document = luc.direct[-1].said.document
    assert document is not None
    assert document.content.startswith(b"%PDF-")
    assert document.content.count(b"/H2") >= 4
    assert document.name == "passation-2026-11-24.pdf"


def test_whoever_takes_a_role_on_is_offered_the_page(
    town: Town, chef: Neighbour, ana: Neighbour, zoe: Neighbour
) -> None:
    ana.says("/quitter")
    leaving = ana.presses("Quitter la communauté")
    vacate(chef)
    chef.says("/jardinier territoire Zoé", mentions=mentioning(zoe))
    offered = labels(zoe)
    read = zoe.presses("Ce qui est en cours")
    town.move(timedelta(minutes=1))

    assert "/passation" in leaving
    assert "Ce qui est en cours" in offered
    assert "aide au vélo" in read
    assert SECRET not in read, "it was for Ana alone"
    assert ana.says("/passation").startswith("Seule l'équipe de jardinage")


def test_others_get_nothing_by_a_forged_press(
    town: Town, chef: Neighbour, ana: Neighbour, zoe: Neighbour
) -> None:
    del ana
    for button in ("handover_pdf", "handover_part:1"):
        assert zoe.forges(button, zoe.direct[-1]).startswith("Seule l'équipe de jardinage")
    assert zoe.says("/passation").startswith("Seule l'équipe de jardinage")
    assert chef.says("/passation").startswith("Seules les personnes qui agissent")
    luc = town.gardener("region")
    luc.says("!passation")
    before = len(town.said_in(BACK_ROOM))
    for button in ("handover_pdf", "handover_part:1"):
        presses_forged(luc, button, room=BACK_ROOM)
    assert town.said_in(BACK_ROOM)[before:] == [], "it is read in private only"
    assert luc.forges("handover_part:99", luc.direct[-1]) == "Cette page n'a plus cette partie."
