"""A visit of a project is proposed by those who make it, or with their yes."""

import pytest

from tests.handlers.audit.traces import presses_forged
from tests.handlers.introductions.adults import grown
from tests.handlers.projects.test_projects import made
from tests.town import BACK_ROOM, Neighbour, Town, labels

PROPOSE = "Proposer une visite"
TITLE = "🗓 Visite : Café réparation"


def chooses_day(person: Neighbour) -> str:
    person.says("samedi 12 décembre 14h")
    return person.says("7 allée du Canari, Dole")


def test_a_maker_proposes_a_visit_in_two_taps(town: Town) -> None:
    ana, zoe = town.gardener("territory"), grown(town.member("Zoé"))
    made(zoe)
    zoe.says("/projet 1")
    asked = zoe.presses(PROPOSE)
    preview = chooses_day(zoe)
    zoe.presses("Proposer à l'équipe de jardinage")
    ana.says("/afaire")
    ana.presses("Voir l'événement 1")
    ana.presses("Annoncer")
    card = town.latest_with(zoe.square, "Je viens").text

    assert asked.startswith("Quand ?")
    assert preview.startswith(f"{TITLE}\nSamedi 12 décembre à 14 h\n📍 7 allée du Canari, Dole")
    assert card.startswith(f"{TITLE}\nSamedi 12 décembre à 14 h\n📍 Dole (adresse donnée")


@pytest.mark.slow
def test_a_gardener_asks_first_and_a_no_announces_nothing(town: Town) -> None:
    ana, zoe = town.gardener("territory"), grown(town.member("Zoé", on="matrix").wants_messages())
    made(zoe)
    ana.says("/projet 1")
    asked = ana.presses(PROPOSE)
    question, words = zoe.direct[-1], zoe.inbox[-1]
    yes = zoe.presses("Oui, choisir un jour", question)
    no = zoe.presses("Non merci", question)

    assert asked == "La réponse revient à Zoé : rien n'est annoncé avant."
    assert words.startswith("Visite : Café réparation\nAna aimerait proposer une visite")
    assert no == "C'est noté : rien n'est annoncé."
    assert town.said_in(BACK_ROOM)[-1].text == "Zoé préfère ne pas proposer de visite."
    assert yes.startswith("Quand ?")


def test_others_propose_no_visit(town: Town) -> None:
    town.gardener("territory")
    zoe, max_ = grown(town.member("Zoé")), grown(town.member("Max"))
    made(zoe)
    max_.says("/projet 1")

    assert PROPOSE not in labels(max_)
    assert presses_forged(max_, "visit_of:project:1").startswith("Cela ne se visite pas")
    assert presses_forged(max_, "visit_of:poll:1").startswith("Cela ne se visite pas")
