"""Rides in everyday words: shown with their event, never offered before a press."""

import pytest

from tests.handlers.introductions.adults import grown
from tests.handlers.rides.test_rides import announced
from tests.town import Town, labels

OFFER, SEARCH = "Je propose 3 places en voiture depuis Dole", "Je cherche une voiture depuis Dole"


@pytest.mark.slow
def test_a_ride_as_typed_is_shown_and_offered_by_a_press(town: Town) -> None:
    announced(town)
    zoe = grown(town.member("Zoé"))
    yan = grown(town.member("Yan", on="matrix"))
    zoe.says("/covoiturage 1")
    shown = zoe.says("je propose 3 places depuis dole")
    offered = labels(zoe)
    unseen = zoe.says("/covoiturage 1")
    zoe.says("je propose 3 places depuis dole")
    taken = zoe.presses(OFFER)
    yan.says("je cherche un covoiturage depuis Dole")
    found = yan.presses(SEARCH)
    changed = yan.says("je peux emmener deux personnes")
    asked = yan.presses("Je propose 2 places en voiture")

    assert shown == "🚗 Covoiturage : Visite du composteur\nPersonne ne le voit encore."
    assert offered[:3] == [OFFER, "Détails", "Envoyer « je propose 3 places… » à Ana"]
    assert "Vous proposez" not in unseen
    assert "Vous proposez 3 places en voiture depuis Dole." in taken
    assert "Zoé propose 3 places en voiture depuis Dole (même commune que vous)" in found
    assert changed == (
        "🚗 Covoiturage : Visite du composteur\nVous cherchez une voiture depuis Dole.\n"
        "Ceci le remplacera."
    )
    assert asked.startswith("De quelle commune partez-vous ?")


def test_the_event_of_a_ride_is_asked_for_where_there_are_several(town: Town) -> None:
    announced(town)
    ana = town.gardener("territory")
    ana.says("/evenement Atelier | dimanche 6 décembre 14h30 | Dole")
    ana.presses("Annoncer")
    zoe = town.member("Zoé")
    asked = zoe.says("je cherche un covoiturage")
    zoe.presses("2 · Atelier")
    shown = zoe.presses("Oui, 18 ans ou plus")

    assert asked == "🚗 Pour quel événement ?\nJe cherche une voiture"
    assert shown.startswith("🚗 Covoiturage : Atelier\n")
    assert labels(zoe)[0] == "Je cherche une voiture"


def test_a_ride_without_an_event_can_still_be_a_need(town: Town) -> None:
    town.gardener("territory")
    zoe = grown(town.member("Zoé"))
    said = zoe.says("je cherche un covoiturage pour Dole")
    need = zoe.presses("En faire un besoin")

    assert said == "Aucun événement annoncé pour l'instant où l'on puisse se rendre."
    assert need.startswith("🤝 Votre besoin\nun covoiturage pour Dole\n")


def test_forged_rides_are_asked_again(town: Town) -> None:
    announced(town)
    zoe = grown(town.member("Zoé"))
    zoe.says("je propose 3 places depuis Dole")

    asked = zoe.forges("ride_typed_ok:1:x:99999:70", zoe.direct[-1])

    assert asked.startswith("De quelle commune partez-vous ?")
