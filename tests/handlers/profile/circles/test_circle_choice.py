"""Choosing how close to be."""

import pytest

from bot.core.messages.incoming import Kind
from tests.town import Town


@pytest.mark.parametrize(
    ("label", "brings"),
    [
        ("Je participe activement", "quelques messages par semaine au plus"),
        ("Je suis les actualités", "environ un message par semaine"),
        ("Seulement les grands rendez-vous", "quelques messages par an"),
    ],
)
def test_a_circle_is_chosen_knowing_what_it_brings(town: Town, label: str, brings: str) -> None:
    zoe = town.member("Zoé")
    zoe.says("/participation")

    chosen = zoe.presses(label)

    assert chosen.startswith(f"C'est noté : « {label} ».")
    assert brings in chosen
    assert f"Votre choix aujourd'hui : « {label} »." in zoe.says("/participation")


@pytest.mark.parametrize(
    ("typed", "label"),
    [
        ("/participation actif", "Je participe activement"),
        ("/cercle actif", "Je participe activement"),
        ("/circle engaged", "Je participe activement"),
        ("/participation nouvelles", "Je suis les actualités"),
        ("/participation Seulement les grands rendez-vous", "Seulement les grands rendez-vous"),
    ],
)
def test_a_circle_may_be_typed(town: Town, typed: str, label: str) -> None:
    assert town.member("Zoé").says(typed).startswith(f"C'est noté : « {label} ».")


def test_an_odd_word_is_explained(town: Town) -> None:
    assert town.member("Zoé").says("/participation reine") == (
        "« reine » n'est pas une participation possible : écrivez actif, actualités ou rendez-vous."
    )


def test_the_choice_and_the_card_say_what_it_brings_in_the_same_words(town: Town) -> None:
    zoe = town.member("Zoé").wants_messages()
    chosen = zoe.says("/participation rendez-vous")
    brings = "les grands rendez-vous et les grands votes, soit quelques messages par an"

    assert f"Vous recevez {brings}." in chosen
    assert f"« Seulement les grands rendez-vous » : {brings}." in zoe.says("/participation")
    assert f"« Seulement les grands rendez-vous » ({brings})" in zoe.says("/moi")


def test_only_gardeners_are_offered_to_propose(town: Town) -> None:
    zoe, ana = town.member("Zoé"), town.gardener("territory")
    for person in (zoe, ana):
        person.says("/participation")

    offered = ["Proposer à un membre" in str(each.direct[-1].choices) for each in (zoe, ana)]
    assert offered == [False, True]


def test_a_new_member_follows_the_news_by_default(town: Town) -> None:
    zoe = town.member("Zoé")

    assert "Votre choix aujourd'hui : « Je suis les actualités »." in zoe.says("/participation")


def test_a_made_up_circle_shows_the_three(town: Town) -> None:
    zoe = town.member("Zoé")

    said = zoe.says("", kind=Kind.PRESS, press="circle:queen", press_id="forged")

    assert said.startswith("Comment voulez-vous suivre la communauté ?")
