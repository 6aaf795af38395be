"""Parts of an event are changed one by one, before it is announced and after."""

from datetime import timedelta

import pytest

from tests.handlers.audit.traces import presses_forged
from tests.town import Neighbour, Town

pytestmark = pytest.mark.slow

VISIT = "/evenement Visite | samedi 5 décembre 14h30 | Besançon | 20 places"


@pytest.fixture
def ana(town: Town) -> Neighbour:
    """Ana, who looks through an event."""
    ana = town.gardener("territory")
    ana.says(VISIT)
    return ana


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        pytest.param("titre Grande visite", "🗓 Grande visite", id="title"),
        pytest.param(
            "date dimanche 6 décembre 10h-12h",
            "Dimanche 6 décembre, 10 h – 12 h",
            id="date",
        ),
        pytest.param("lieu 3 rue des Lilas, Dole", "📍 3 rue des Lilas, Dole", id="place"),
        pytest.param("lieu https://exemple.fr", "En ligne : https://exemple.fr", id="link"),
        pytest.param("description Venez", "Venez", id="description"),
        pytest.param("places 12", "12 places", id="seats"),
        pytest.param("type formation", "Formation-action, à l'initiative du territoire", id="kind"),
        pytest.param(
            "limite vendredi 4 décembre 18h",
            "Inscriptions jusqu'au vendredi 4 décembre à 18 h.",
            id="deadline",
        ),
        pytest.param("question Régime ?", "Question à l'inscription : Régime ?", id="question"),
    ],
)
@pytest.mark.parametrize("announced", [False, True], ids=["before", "after"])
def test_each_part_of_an_event_is_changed_in_writing(
    town: Town, ana: Neighbour, typed: str, line: str, *, announced: bool
) -> None:
    if announced:
        ana.presses("Annoncer")

    shown = ana.says(f"/evenement 1 {typed}")
    luc = town.gardener("region").says(
        f"!evenement {typed.split(' ', maxsplit=1)[0]} 1 {typed[typed.index(' ') + 1 :]}"
    )

    assert line in shown.split("\n")
    assert line in luc.split("\n"), "the number stands where one says it"
    if announced and "Question" not in line and line != "12 places" and "à l'init" not in line:
        assert line in town.said_in(ana.square)[-1].text.split("\n"), "the card follows"


def test_each_part_of_an_event_is_changed_by_its_button(town: Town, ana: Neighbour) -> None:
    ana.presses("Modifier")
    asked = ana.presses("Titre")
    shown = ana.says("Belle visite")

    assert asked == "Quel est le nouveau titre ?"
    assert shown.startswith("🗓 Belle visite")


def test_the_other_side_and_guests_are_buttons(town: Town, ana: Neighbour) -> None:
    ana.presses("Modifier")

    region = ana.presses("À l'initiative de la Région")
    guests = ana.presses("Permettre de venir avec quelqu'un")

    assert "Rencontre, à l'initiative de la Région" in region.replace("Visite, ", "Rencontre, ")
    assert "On peut venir avec quelqu'un." in guests
    assert "On peut venir" not in ana.presses("Inscriptions individuelles")


def test_a_deadline_behind_the_new_date_goes(town: Town, ana: Neighbour) -> None:
    ana.says("/evenement 1 limite vendredi 4 décembre 18h")

    moved = ana.says("/evenement 1 date jeudi 3 décembre 10h")

    assert moved.startswith("🗓 Visite\nJeudi 3 décembre à 10 h\n")
    assert "Inscriptions jusqu'au" not in moved


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        pytest.param("9 titre X", "Il n'y a pas d'événement 9 ici.", id="unknown"),
        pytest.param("1 date hier 10h", "Cette date est passée", id="past"),
        pytest.param("1 places dix", "« dix » n'est pas un nombre de places", id="seats"),
        pytest.param("1 limite 6 décembre 10h", "Les inscriptions doivent finir avant", id="late"),
        pytest.param("1 type gala", "Je ne connais pas de type d'événement « gala »", id="kind"),
    ],
)
def test_a_bad_change_is_explained(ana: Neighbour, typed: str, answer: str) -> None:
    assert ana.says(f"/evenement {typed}").startswith(answer)


def test_nobody_changes_the_event_of_another_member(town: Town, ana: Neighbour) -> None:
    zoe = town.member("Zoé")

    refused = zoe.says("/evenement 1 titre Mien")
    forged = presses_forged(zoe, "event_side:1:region")

    for each in (refused, forged):
        assert each.startswith(
            "Seules la personne qui a créé l'événement 1 et l'équipe de jardinage"
        )
    assert ana.says("/evenement 1").startswith("🗓 Visite\n")


def test_more_places_go_to_the_waiting_list(town: Town, ana: Neighbour) -> None:
    ana.says("/evenement 1 places 1")
    ana.says("/evenement 1")
    ana.presses("Annoncer")
    for name in ("Zoé", "Yan", "Ève"):
        town.member(name).says("/inscription 1 oui")

    ana.says("/evenement 1 places 2")

    assert "Il reste" not in town.said_in(ana.square)[-1].text
    assert "1 en attente" in town.said_in(ana.square)[-1].text
    told = list(town.networks["telegram"].rooms.values())
    assert sum("Une place se libère pour vous" in each.text for room in told for each in room) == 1


def test_a_past_event_cannot_be_changed(town: Town, ana: Neighbour) -> None:
    ana.presses("Annoncer")
    town.move(timedelta(days=14))

    assert ana.says("/evenement 1 titre Trop tard") == "L'événement 1 est terminé."
