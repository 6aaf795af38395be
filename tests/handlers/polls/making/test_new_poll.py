"""Polls as they are made: typed, step by step, and by members."""

import pytest

from tests.handlers.polls.making.cards import ASKED, cards
from tests.saved_towns import SavedTowns
from tests.town import Town, town_settings


def test_a_poll_is_posted_in_every_room_and_its_maker_reads_what_was_understood(
    town: Town,
) -> None:
    ana = town.gardener("territory")

    confirmed = ana.publishes(f"{ASKED} --multiple --public --fin vendredi 18h")

    assert confirmed == (
        "📊 Quelle date ?\n"
        "mardi\njeudi\nsamedi\n"
        "jusqu'à vendredi 18 h · plusieurs choix possibles · noms affichés\n"
        "Publié dans 2 salons.\n"
        "Sondage 1"
    )
    for card, mark in zip(cards(town), "/!", strict=True):
        assert card.text == (
            "📊 Quelle date ?\nmardi\njeudi\nsamedi\nSoyez la première personne à voter · "
            "jusqu'à vendredi 18 h · plusieurs choix possibles · noms affichés\n"
            f"Sondage 1 · par écrit : {mark}voter 1 puis votre choix"
        )
        assert [choice.label for choice in card.choices] == ["mardi", "jeudi", "samedi"]


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param("!sondage Quelle date ?\nmardi\njeudi\nsamedi", id="a part a line"),
        pytest.param("!poll Quelle date ? | mardi | jeudi | samedi", id="in English"),
        pytest.param("/Sondages Quelle date ? | mardi | jeudi | samedi |", id="plural, bar at end"),
        pytest.param("!sondage —fin demain 8h\nQuelle date ?\nmardi\njeudi\nsamedi", id="dash"),
    ],
)
def test_a_poll_may_be_typed_in_many_ways(town: Town, typed: str) -> None:
    luc = town.gardener("region")

    assert luc.says(typed).startswith("📊 Quelle date ?\nmardi\njeudi\nsamedi\n")


def test_a_poll_without_choices_is_asked_for_them(town: Town) -> None:
    luc = town.gardener("region")

    asked = luc.says("!sondage Quelle date ? --multiple")
    luc.says("mardi\njeudi")
    luc.says("passer")
    made = luc.says("publier le sondage")

    assert asked.startswith("Quels choix, de deux à dix ?")
    assert "plusieurs choix possibles" in made


def test_a_poll_made_step_by_step_survives_a_restart(town: Town) -> None:
    ana = town.gardener("territory")

    listed = ana.says("/sondage")
    asked = ana.presses("Créer un sondage")
    then = ana.says("Quelle date ?")
    town.restart()
    ana.says("mardi | jeudi")
    ana.presses("Passer")
    confirmed = ana.presses("Publier le sondage")

    assert listed == "Sondages ouverts\nAucun sondage n'est ouvert en ce moment."
    assert asked.startswith("Quelle est votre question ?")
    assert then.startswith("Quels choix, de deux à dix ? Séparez-les par des virgules")
    assert confirmed.startswith("📊 Quelle date ?\nmardi\njeudi\nnoms non affichés")


def test_a_question_that_is_too_long_is_asked_again(town: Town) -> None:
    ana = town.gardener("territory")
    ana.says("/sondage")
    ana.presses("Créer un sondage")

    refused = ana.says("Q" * 301)
    ana.says("Quelle date ?")
    ana.says("mardi\njeudi")
    ana.presses("Passer")
    confirmed = ana.presses("Publier le sondage")

    assert "est trop long : écrivez 300 caractères au plus" in refused
    assert confirmed.startswith("📊 Quelle date ?")


def test_a_poll_typed_in_a_shared_room_is_shown_in_private_first(town: Town) -> None:
    ana = town.gardener("territory")

    said = ana.says(ASKED, room=ana.square)
    shown = ana.inbox[-1]
    ana.presses("Publier le sondage")

    assert said == "Je vous ai répondu en privé."
    assert shown.startswith("📊 Quelle date ?\nmardi\njeudi")
    assert "Personne d'autre ne le voit encore." in shown
    assert cards(town)[0].text.startswith("📊 Quelle date ?")


def test_polls_are_numbered_by_community(town: Town) -> None:
    ana = town.gardener("territory")
    ana.publishes(ASKED)

    assert ana.publishes("/sondage Où ? | ici | là").endswith("Sondage 2")


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        pytest.param(
            "/sondage Où ? | ici",
            "Il faut au moins deux choix. Séparez-les par des virgules ou par des lignes.",
            id="one choice",
        ),
        pytest.param(
            f"/sondage Combien ? | {' | '.join(map(str, range(11)))}",
            "Un sondage a dix choix au plus, et vous en avez écrit 11. "
            "Retirez-en, ou faites deux sondages.",
            id="eleven choices",
        ),
        pytest.param(
            "/sondage Quand ? | Été | hiver | ete",
            "Vous avez écrit deux fois le choix « ete ». Écrivez chaque choix une seule fois.",
            id="twice the same",
        ),
        pytest.param(
            f"/sondage Où ? | ici | {'x' * 101}",
            f"« {'x' * 20}… » est trop long : écrivez 100 caractères au plus, vous en avez écrit "
            "101.",
            id="a long choice",
        ),
        pytest.param(
            f"/sondage {'Q' * 301} | oui | non",
            f"« {'Q' * 20}… » est trop long : écrivez 300 caractères au plus, vous en avez écrit "
            "301.",
            id="a long question",
        ),
        pytest.param(
            "/sondage «\u200b» | oui | non",
            "Il manque une partie de ce sondage. Écrivez-la avec des lettres ou des chiffres.",
            id="an invisible question",
        ),
    ],
)
def test_a_bad_poll_is_explained(town: Town, typed: str, answer: str) -> None:
    ana = town.gardener("territory")

    assert ana.says(typed) == answer
    assert not town.said_in(ana.square)


def test_members_make_and_close_their_own_polls_where_allowed(
    database_url: str, saved_towns: SavedTowns | None
) -> None:
    town = Town(database_url, town_settings(polls_by="members"), saved=saved_towns)
    zoe, yan = town.member("Zoé"), town.member("Yan", on="matrix")

    zoe.publishes(ASKED)
    refused = yan.says("!cloturer 1")
    closed = zoe.says("/cloturer 1")
    town.close()

    assert refused.startswith(
        "Seules la personne qui a créé le sondage « Quelle date ? » et l'équipe de jardinage"
    )
    assert closed == "Le sondage « Quelle date ? » est clos, et son résultat est publié."
