"""Polls as they are listed and shown."""

import pytest

from tests.handlers.polls.making.cards import ASKED, cards
from tests.saved_towns import SavedTowns
from tests.town import Town, town_settings


def test_open_polls_that_await_my_vote_come_first(town: Town) -> None:
    ana, zoe = town.gardener("territory"), town.member("Zoé")
    ana.publishes(ASKED)
    ana.publishes("/sondage Où ? | ici | là")
    zoe.says("/voter 1 2")

    listed = zoe.says("/sondage")
    shown = zoe.presses("2 · Où ?")

    assert listed == ("Sondages ouverts\nÀ voter\n2 · Où ?\nVous avez voté\n1 · Quelle date ?")
    assert shown.startswith("📊 Où ?\nici\nlà\nSoyez la première personne à voter")
    zoe.presses("là")
    assert "là : ▇▇▇▇▇▇▇▇ 1 (100 %)" in zoe.direct[-1].text


@pytest.mark.slow
def test_a_list_has_twenty_polls_at_most(town: Town) -> None:
    ana = town.gardener("territory")
    for number in range(1, 23):
        ana.publishes(f"/sondage Question {number} ? | oui | non")

    listed = ana.says("/sondage")

    assert listed.endswith("20 · Question 20 ?")
    assert [choice.label for choice in ana.direct[-1].choices][-4:] == [
        "20 · Question 20 ?",
        "2 autres",
        "Créer un sondage",
        "Autres types de sondages",
    ]


def test_the_list_asked_for_in_a_shared_room_is_answered_in_private(town: Town) -> None:
    ana = town.gardener("territory")

    assert ana.says("/sondage", room=ana.square) == "Je vous ai répondu en privé."


def test_a_poll_shown_in_a_shared_room_says_nothing_of_who_asks(town: Town) -> None:
    ana = town.gardener("territory")
    ana.publishes(ASKED)
    ana.says("/voter 1 2")

    shown = ana.says("/sondage 1", room=ana.square)

    assert "Votre vote" not in shown
    assert "1 vote · noms non affichés" in shown


def test_an_unknown_poll_is_explained(town: Town) -> None:
    ana = town.gardener("territory")

    assert ana.says("/sondage 9") == (
        "Ce sondage n'existe pas dans Pionniers de l'énergie. /sondage montre les sondages ouverts."
    )


@pytest.mark.slow
def test_a_card_speaks_the_language_of_its_room(
    database_url: str, saved_towns: SavedTowns | None
) -> None:
    town = Town(database_url, town_settings(locale="en"), saved=saved_towns)
    ana = town.gardener("territory")
    ana.publishes(f"{ASKED} --fin vendredi 18h")
    ana.says("/voter 1 2")

    shown = cards(town)[1].text
    ana.says("/cloturer 1")
    results = cards(town)
    town.close()

    for each in results:
        assert each.text.startswith("📊 Result: Quelle date ?\n“jeudi” comes first, with 1 vote.")
    assert shown == (
        "📊 Quelle date ?\n"
        "mardi: 0\n"
        "jeudi: ▇▇▇▇▇▇▇▇ 1 (100%)\n"
        "samedi: 0\n"
        "1 vote · until Friday 18:00 · names not shown\n"
        "Poll 1 · in writing, in private: !vote 1 then your choice"
    )


@pytest.mark.slow
def test_a_public_poll_shows_ten_names_a_choice_at_most(town: Town) -> None:
    ana = town.gardener("territory")
    ana.publishes(f"{ASKED} --public")
    for number in range(12):
        town.member(f"P{number:02}", on="matrix").says("!voter 1 2")
    town.member("Zoé").says("/voter 1 3")

    shown = cards(town)[0].text

    assert "jeudi : ▇▇▇▇▇▇▇ 12 (92 %)\nP00, P01, P02, P03, P04" in shown
    assert "P09 et 2 autres\nsamedi : ▇ 1 (8 %)\nZoé\n" in shown


def test_hostile_words_are_shown_as_they_are_and_call_nobody(town: Town) -> None:
    ana, zoe = town.gardener("territory"), town.member("Zoé")
    options = ["<b>gras</b>", "@room", "{count} %s", "é" * 100, "👩‍🌾🌱", "&amp;"]
    ana.publishes(f"/sondage @room <i>Quoi</i> {{x}} ? | {' | '.join(options)}")

    card = cards(town)[0]
    told = [zoe.presses(choice.label, card, zoe.square) for choice in card.choices]

    assert "@room" not in card.text
    assert "<b>gras</b> : 0" in card.text
    assert "👩‍🌾🌱 : 0" in card.text
    assert told[4] == "Votre vote : 👩‍🌾🌱. Pour changer, touchez un autre choix."
    assert all(len(words) <= 200 for words in told)
    assert "&amp; : ▇▇▇▇▇▇▇▇ 1 (100 %)" in cards(town)[1].text
