"""Choosing how close to be."""

import pytest

from bot.core.messages import Kind
from tests.town import Town


@pytest.mark.parametrize(
    ("label", "brings"),
    [
        ("Je participe activement", "quelques messages par semaine au plus"),
        ("Je suis les nouvelles", "environ un message par semaine"),
        ("Seulement les grands rendez-vous", "quelques messages par an"),
    ],
)
def test_a_circle_is_chosen_knowing_what_it_brings(town: Town, label: str, brings: str) -> None:
    zoe = town.member("Zoé")
    zoe.says("/cercle")

    chosen = zoe.presses(label)

    assert chosen.startswith(f"C'est noté : « {label} ».")
    assert brings in chosen
    assert f"Votre choix aujourd'hui : « {label} »." in zoe.says("/cercle")


def test_by_default_one_follows_the_news(town: Town) -> None:
    assert "Votre choix aujourd'hui : « Je suis les nouvelles »." in town.member("Zoé").inbox[-1]


def test_a_made_up_circle_shows_the_three(town: Town) -> None:
    zoe = town.member("Zoé")

    said = zoe.says("", kind=Kind.PRESS, press="circle:queen", press_id="forged")

    assert said.startswith("Comment voulez-vous suivre la communauté ?")
