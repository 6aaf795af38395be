"""A gardener lets an event come back, and reads at once when it does."""

import pytest

from tests.handlers.audit.traces import presses_forged
from tests.saved_towns import SavedTowns
from tests.town import SQUARE, WATER, Neighbour, Town, town_settings

pytestmark = pytest.mark.slow

COFFEE = "/evenement Café des pionniers | mardi 1er décembre 18h30-20h30 | Besançon"
RULE = "Se répète : chaque 1er mardi du mois."


def announced(town: Town) -> Neighbour:
    ana = town.gardener("territory")
    ana.says(COFFEE)
    ana.presses("Annoncer")
    return ana


def card(town: Town, network: str = "telegram") -> str:
    return town.said_in(SQUARE[network])[-1].text


def test_the_next_dates_are_said_back_and_the_card_says_it(town: Town) -> None:
    ana = announced(town)

    said = ana.says("/evenement 1 repeter chaque 1er mardi")

    assert RULE in said
    assert "Mardi 5 janvier à 18 h 30" in said
    assert "Mardi 2 février à 18 h 30" in said
    assert "Mardi 2 mars à 18 h 30" in said
    assert RULE in card(town)
    assert RULE in card(town, "matrix")


def test_a_rule_is_asked_for_in_english_and_on_matrix_too(town: Town) -> None:
    announced(town)
    luc = town.gardener("region")

    asked = luc.says("!event 1 repeat")
    said = luc.says("every two weeks until 30 june")

    assert asked.startswith("À quel rythme ?")
    assert "Se répète : toutes les 2 semaines, le mardi, jusqu'au mercredi 30 juin." in said


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("chaque mardi et jeudi", "chaque mardi et jeudi"),
        ("les 1er et 3e mardis du mois", "chaque 1er mardi et 3e mardi du mois"),
        ("tous les deux mois le 1er mardi", "tous les 2 mois, le 1er mardi"),
        ("le 15 de chaque mois", "le 15 de chaque mois"),
        ("le 1er de chaque mois", "le 1er de chaque mois"),
        ("le dernier jour du mois", "le dernier jour de chaque mois"),
        ("le 15, tous les trois mois", None),
        ("tous les 3 mois le 15", "le 15, tous les 3 mois"),
        ("chaque année", "chaque année"),
        ("tous les deux ans", "tous les 2 ans"),
        ("chaque mardi 10 fois", "chaque mardi, 10 fois"),
    ],
)
def test_rules_are_said_back_in_words(town: Town, typed: str, said: str | None) -> None:
    ana = announced(town)

    answer = ana.says(f"/evenement 1 repeter {typed}")

    assert (f"Se répète : {said}." in answer) if said else answer.startswith("Je ne comprends pas")


def test_another_rule_takes_the_place_of_the_first(town: Town) -> None:
    ana = announced(town)
    ana.says("/evenement 1 repeter chaque mardi")

    ana.says("/evenement 1 repeter chaque 1er mardi")

    assert RULE in card(town)
    assert card(town).count("Se répète") == 1


@pytest.mark.parametrize("word", ["non", "No", "jamais", "plus"])
def test_a_typed_word_ends_a_series(town: Town, word: str) -> None:
    ana = announced(town)
    ana.says("/evenement 1 repeter chaque mardi")

    said = ana.says(f"/evenement 1 repeter {word}")

    assert said == "L'événement 1 ne se répète pas."
    assert "Se répète" not in card(town)


def test_a_button_ends_a_series_and_a_second_tap_changes_nothing(town: Town) -> None:
    ana = announced(town)
    ana.says("/evenement 1 repeter chaque mardi")
    posted = town.latest_with(ana.address, "Ne plus répéter")
    ana.presses("Ne plus répéter", posted)

    presses_forged(ana, "event_once:1")

    assert card(town).startswith("🗓 Café des pionniers\nMardi 1er décembre, 18 h 30 – 20 h 30\n")
    assert "Se répète" not in card(town)


def test_the_change_card_leads_there(town: Town) -> None:
    ana = announced(town)
    ana.says("/evenement 1 modifier")

    asked = ana.presses("Se répète")

    assert asked.startswith("À quel rythme ?")


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("/evenement 9 repeter chaque mardi", "Il n'y a pas d'événement 9 ici."),
        ("/evenement 1 repeter bientôt", "Je ne comprends pas « bientôt »."),
        ("/evenement 1 repeter chaque mardi jusqu'au 3 décembre", "Avec « chaque mardi"),
        ("/evenement 3 repeter chaque mardi", "L'événement 3 est annulé."),
    ],
)
def test_an_impossible_repetition_is_explained(town: Town, typed: str, answer: str) -> None:
    ana = announced(town)
    ana.says("/evenement Visite | samedi 5 décembre 14h30")
    ana.says("/evenement Atelier | samedi 5 décembre 16h30")
    ana.presses("Annoncer")
    ana.says("/evenement 3 annuler Il va neiger")

    assert ana.says(typed).startswith(answer)


def test_a_member_cannot_repeat_an_event_even_with_a_forged_button(town: Town) -> None:
    ana = announced(town)
    ana.says("/evenement 1 repeter chaque mardi")
    zoe = town.member("Zoé")

    said = zoe.says("/evenement 1 repeter non")
    presses_forged(zoe, "event_once:1")

    assert said.startswith("Seule l'équipe de jardinage")
    assert "Se répète : chaque mardi." in card(town)


def test_a_gardener_of_another_community_cannot_repeat_an_event(
    database_url: str, saved_towns: SavedTowns | None
) -> None:
    town = Town(database_url, town_settings(WATER), saved=saved_towns)
    try:
        ana = town.gardener("territory", "Pionniers de l'énergie")
        ana.says(COFFEE)
        ana.presses("Annoncer")
        ana.says("/evenement 1 repeter chaque mardi")
        eve = Neighbour(town, "telegram", "telegram:53", "Ève", "fr").joins("Eau vive")

        said = eve.says("/evenement 1 repeter non")
        presses_forged(eve, "event_once:1")

        assert said.startswith("Il n'y a pas d'événement 1 ici.")
        assert "Se répète : chaque mardi." in card(town)
    finally:
        town.close()
