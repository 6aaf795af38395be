"""Ratings of answers; a question that is half answered stands before the Region again."""

import pytest

from bot.domain.questions.question import QuestionState, Usefulness
from tests.handlers.questions.answering.filed import REGION_ROOM, ask, stored
from tests.town import Neighbour, Town


@pytest.fixture
def answered(town: Town, luc: Neighbour, zoe: Neighbour) -> None:
    """A question with its answer."""
    ask(town, zoe)
    luc.says("!repondre 1 En mai.")
    luc.presses("Publier la réponse")


@pytest.mark.usefixtures("answered")
def test_a_useful_answer_is_noted(town: Town, zoe: Neighbour) -> None:
    said = zoe.presses("Réponse utile")

    assert said.endswith("En mai.\nLuc, pour la Région\n\nVous avez répondu : Réponse utile.")
    assert [each.label for each in zoe.direct[-1].choices] == ["En partie", "Pas du tout"]
    assert stored(town, 1).usefulness is Usefulness.USEFUL
    assert (
        "Avis de la personne qui l'a posée : Réponse utile." in town.said_in(REGION_ROOM)[-1].text
    )


@pytest.mark.usefixtures("answered")
@pytest.mark.parametrize(
    ("label", "why"),
    [
        ("En partie", "Rouverte : la réponse n'a aidé qu'en partie."),
        ("Pas du tout", "Rouverte : la réponse n'a pas aidé."),
    ],
)
def test_a_missing_part_of_an_answer_is_put_before_the_region(
    town: Town, luc: Neighbour, zoe: Neighbour, label: str, why: str
) -> None:
    cards = len(town.said_in(REGION_ROOM))

    asked = zoe.presses(label)
    reopened = zoe.says("Pour quels vélos ?")

    assert asked == "Que manque-t-il ? La Région vous lira, et votre question sera rouverte."
    assert reopened == "Votre question 1 est rouverte, avec votre texte."
    assert len(town.said_in(REGION_ROOM)) == cards + 1
    assert f"{why}\nPour quels vélos ?\nRéponse précédente :\nEn mai." in (
        town.said_in(REGION_ROOM)[-1].text
    )
    assert "La question 1 est rouverte" in luc.says("!afaire")


@pytest.mark.slow
@pytest.mark.usefixtures("answered")
def test_a_reopened_question_is_answered_again(town: Town, luc: Neighbour, zoe: Neighbour) -> None:
    first = zoe.direct[-1]
    zoe.presses("En partie", first)
    zoe.says("Pour quels vélos ?")

    luc.says("!repondre 1 Tous les vélos.")
    luc.presses("Publier la réponse")

    assert "Tous les vélos." in zoe.inbox[-1]
    assert zoe.presses("Réponse utile", first).startswith("La question 1 a été rouverte")
    assert stored(town, 1).usefulness is None
    zoe.presses("Réponse utile", zoe.direct[-2])
    assert stored(town, 1).state is QuestionState.ANSWERED


@pytest.mark.usefixtures("answered")
@pytest.mark.parametrize(
    "press", ["question_rate:1:0:0", "question_rate:1:0:9", "question_rate:9:0:0"]
)
def test_others_rate_nothing(town: Town, zoe: Neighbour, press: str) -> None:
    eve = town.member("Eve")

    refused = eve.forges(press, eve.direct[-1])

    assert refused.startswith("Seules les personnes qui ont posé cette question")
    assert stored(town, 1).usefulness is None
    del zoe
