"""Questions in the letter to the Region: new ones and late ones, answered from there."""

from datetime import datetime, timedelta

import pytest

from bot.transports.playground import Posted
from tests.handlers.region_letter.conftest import REGION_ROOM
from tests.plain_text import plain
from tests.town import PARIS, Neighbour, Town

WEDNESDAY = datetime(2026, 11, 25, 9, tzinfo=PARIS)
WEEK = timedelta(days=7)
BIKES = "Quand ouvre l'aide au vélo ?"
SECRET = "Ma chaudière est-elle concernée ?"


def asks(who: Neighbour, words: str, label: str) -> None:
    who.says(f"/question {words}")
    who.presses(label)


def letters(town: Town) -> list[Posted]:
    return [each for each in town.said_in(REGION_ROOM) if each.text.startswith("📰")]


@pytest.mark.slow
def test_questions_are_named_only_as_their_authors_chose(region_town: Town) -> None:
    region_town.gardener("territory")
    region_town.gardener("region")
    zoe, yan = region_town.member("Zoé"), region_town.member("Yannick", on="matrix")
    xenia = region_town.member("Xénia")
    asks(zoe, BIKES, "Envoyer avec mon nom")
    asks(yan, "Où sont les bornes ?", "Envoyer sans mon nom")
    asks(xenia, SECRET, "Envoyer à Luc seulement")

    region_town.move_to(WEDNESDAY)

    [letter] = letters(region_town)
    assert plain(letter.text).endswith(
        "\nNouvelles questions\n"
        f"1. Question 1 : {BIKES}\n"
        "Zoé\n"
        "⏳ En attente de la Région.\n"
        "2. Question 2 : Où sont les bornes ?\n"
        "Quelqu'un de la communauté, sans son nom\n"
        "⏳ En attente de la Région."
    )
    assert [each.label for each in letter.choices] == ["Question 1", "Question 2"]


@pytest.mark.slow
def test_a_question_is_opened_in_the_room_to_be_answered(region_town: Town) -> None:
    luc, zoe = region_town.gardener("region"), region_town.member("Zoé")
    asks(zoe, BIKES, "Envoyer sans mon nom")
    region_town.move_to(WEDNESDAY)

    shown = luc.says("1", REGION_ROOM, reply_to=letters(region_town)[0])

    assert BIKES in shown
    assert "Je prends" in [each.label for each in region_town.said_in(REGION_ROOM)[-1].choices]
    assert "Zoé" not in shown


@pytest.mark.slow
def test_a_late_question_comes_again_until_it_is_answered(region_town: Town) -> None:
    luc, zoe = region_town.gardener("region"), region_town.member("Zoé")
    asks(zoe, BIKES, "Envoyer avec mon nom")

    region_town.move_to(WEDNESDAY)
    region_town.move(WEEK)
    region_town.move(WEEK)  # nothing new but the figures of November, though it is still late
    first, second, figures = letters(region_town)
    assert "Nouvelles questions\n1. Question 1" in plain(first.text)
    assert "Questions en retard\n1. Question 1" in plain(second.text)
    assert "Nouvelles questions" not in plain(figures.text)

    region_town.move(timedelta(days=6))
    asks(zoe, "Et les bornes ?", "Envoyer avec mon nom")
    region_town.move(timedelta(days=1))
    third = plain(letters(region_town)[3].text)
    assert "Questions en retard\n1. Question 1" in third
    assert "Nouvelles questions\n2. Question 2" in third

    luc.says("!repondre 1 Le 5 janvier.")
    luc.presses("Publier la réponse")
    asks(zoe, "Et les gares ?", "Envoyer avec mon nom")
    region_town.move(WEEK)
    assert "Question 1 :" not in plain(letters(region_town)[4].text)


@pytest.mark.slow
def test_a_letter_follows_its_questions(region_town: Town) -> None:
    luc, zoe = region_town.gardener("region"), region_town.member("Zoé")
    asks(zoe, BIKES, "Envoyer avec mon nom")
    region_town.move_to(WEDNESDAY)

    luc.says("!prendre 1 vendredi")
    taken = plain(letters(region_town)[0].text)
    zoe.says("/effacer")
    zoe.presses("Effacer mes données")
    zoe.presses("Oui, tout effacer")
    erased = plain(letters(region_town)[0].text)

    assert "⏳ Luc s'en occupe." in taken
    assert "1. (retiré depuis)" in erased
    assert "Zoé" not in erased
    assert "vélo" not in erased


@pytest.mark.slow
def test_a_name_that_was_not_given_is_nowhere(region_town: Town) -> None:
    ana = region_town.gardener("territory")
    region_town.gardener("region")
    shy = [region_town.member(f"Canari{each}", on="matrix") for each in "abc"]
    shy[0].says("!actu Un jardin partagé | Les plantations ont commencé.")
    shy[0].presses("La proposer à l'équipe")
    shy[0].says("!evenement Visite | samedi 5 décembre 14h30 | Besançon")
    shy[0].presses("Proposer à l'équipe")
    asks(shy[1], BIKES, "Envoyer sans mon nom")
    asks(shy[2], SECRET, "Envoyer à Luc seulement")
    ana.publishes("/sondage Quelle date ? | mardi | jeudi --public")
    for each in shy:
        each.says("!voter 1 2")
    ana.says("/cloturer 1")
    before = len(region_town.said_in(REGION_ROOM))

    region_town.move_to(WEDNESDAY)

    [letter] = letters(region_town)
    said = letter.text + " ".join(each.label for each in letter.choices)
    assert len(region_town.said_in(REGION_ROOM)) == before + 1
    assert "Canari" not in said
    assert "chaudière" not in said
    for told in ("jardin partagé", "Visite", BIKES, "Quelle date ?"):
        assert told in plain(said)
