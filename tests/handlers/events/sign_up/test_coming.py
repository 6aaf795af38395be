"""“I am coming” in plain words: events are shown, and only a press answers them."""

import pytest

from tests.town import Town

VISIT = "/evenement Visite | samedi 5 décembre 14h30 | Besançon"


@pytest.mark.parametrize("typed", ["je vien avec mon mari", "On serra 2", "I'm coming!"])
def test_the_one_event_is_shown_and_nothing_answered(town: Town, typed: str) -> None:
    ana, zoe = town.gardener("territory"), town.member("Zoé")
    ana.says(VISIT)
    ana.presses("Annoncer")

    shown = zoe.says(typed)
    offered = [each.label for each in zoe.direct[-1].choices]
    told = zoe.presses("Je viens", zoe.direct[-1])

    assert shown.startswith("🗓 Visite\nSamedi 5 décembre à 14 h 30\n")
    assert "Vous n'avez pas répondu." in shown
    assert offered[0] == "Je viens"
    assert offered[-1] == f"Envoyer « {typed} » à Ana"
    assert "Vous venez." in told or "vous venez" in told


@pytest.mark.slow
def test_several_events_are_offered(town: Town) -> None:
    ana, zoe = town.gardener("territory"), town.member("Zoé")
    workshop = VISIT.replace("Visite", "Atelier").replace("samedi 5", "jeudi 3")
    for typed in (VISIT, VISIT.replace("Visite", "Fête"), workshop):
        ana.says(typed)
        ana.presses("Annoncer")

    assert zoe.says("je viens jeudi").startswith("🗓 Atelier\n")
    assert zoe.says("je viens à la fête").startswith("🗓 Fête\n")
    assert zoe.says("je viens samedi") == "🗓 Pour quel événement ?\nRien n'est encore noté."
    assert [each.label for each in zoe.direct[-1].choices][:2] == ["1 · Visite", "2 · Fête"]
    assert zoe.presses("2 · Fête").startswith("🗓 Fête\n")


def test_words_about_coming_go_to_the_gardener_without_an_event(town: Town) -> None:
    town.gardener("territory")
    zoe = town.member("Zoé")

    assert zoe.says("comptez sur moi").endswith("Aucun événement n'est annoncé pour l'instant.")
    assert zoe.direct[-1].choices[-1].label == "Envoyer « comptez sur moi » à Ana"


def test_a_command_without_its_number_shows_what_it_may_be_about(town: Town) -> None:
    ana, zoe = town.gardener("territory"), town.member("Zoé")
    ana.says(VISIT)
    ana.presses("Annoncer")
    ana.publishes("/sondage Quel jour ? | mardi | jeudi")

    assert zoe.says("/inscription oui").startswith(
        "Événements à venir\n« oui » n'est pas un nombre : écrivez par exemple 3.\n1 · Visite"
    )
    assert ana.says("/cloturer jour").splitlines()[-1] == "Quel sondage voulez-vous clore ?"
    assert "Vous venez" not in zoe.says("/evenement 1")
