"""Events of today and tomorrow to which few people come, on the gardeners' list."""

import pytest

from tests.town import Neighbour, Town

NOBODY = "– Visite du composteur, demain : aucune inscription."


def announces(gardener: Neighbour, when: str, places: str = "") -> None:
    """Announce an event."""
    gardener.says(f"/evenement Visite du composteur | {when} | Besançon{places}")
    gardener.presses("Annoncer")


@pytest.mark.parametrize(
    ("when", "listed"), [("demain 14h30", True), ("aujourd'hui 18h", True), ("jeudi 14h30", False)]
)
def test_events_of_today_and_tomorrow_are_told(
    town: Town, ana: Neighbour, luc: Neighbour, when: str, *, listed: bool
) -> None:
    announces(ana, when)

    assert ("aucune inscription" in luc.says("!afaire")) is listed


@pytest.mark.parametrize(("places", "going", "listed"), [("", 3, False), (" | 20 places", 3, True)])
def test_how_many_are_few_depends_on_the_places(
    town: Town, ana: Neighbour, luc: Neighbour, places: str, going: int, *, listed: bool
) -> None:
    announces(ana, "demain 14h30", places)
    for person in town.crowd(going):
        person.says("/inscription 1 oui")

    assert ("demain : 3 personnes viennent." in ana.says("/afaire")) is listed


def test_people_are_invited_from_the_list(town: Town, ana: Neighbour, luc: Neighbour) -> None:
    announces(ana, "demain 14h30")

    listed = ana.says("/afaire")
    shown = ana.direct[-1]
    invited = ana.presses("Inviter à « Visite du composteur »")
    ana.says("/evenement annuler 1")
    late = ana.presses("Inviter à « Visite du composteur »", shown)

    assert NOBODY in listed
    assert invited.startswith("Annonce 1 · Visite du composteur\nQui doit la recevoir ?")
    assert late.startswith("Cet événement est passé, ou n'est pas annoncé")
