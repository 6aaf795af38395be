"""Changes that followed questions: their cards, their askers, and hostile words."""

import pytest

from bot.domain.questions.question import QuestionState
from tests.handlers.digest.letters.composed import DUE, approve
from tests.handlers.digest.news.writing import add_news
from tests.handlers.questions.letters.in_letters import (
    ANSWER,
    CHANGED,
    PROGRESS,
    goes_on,
    in_the_square,
)
from tests.handlers.questions.test_register import BIKES, becomes
from tests.town import Neighbour, Town


@pytest.mark.slow
def test_a_change_is_told_without_a_name(
    town: Town, ana: Neighbour, luc: Neighbour, zoe: Neighbour
) -> None:
    goes_on(town, luc)
    goes_on(town, luc, "La date est fixée.", 2)
    becomes(town, 2, shown_at=None)

    letter = luc.reviews_letter()

    assert f"{CHANGED}\n{BIKES}\n{PROGRESS}\nLuc, pour la Région" in letter
    assert "La date est fixée." not in letter


@pytest.mark.slow
def test_askers_are_named_if_they_want_it(
    town: Town, ana: Neighbour, luc: Neighbour, zoe: Neighbour
) -> None:
    goes_on(town, luc)
    max_ = town.member("Max")
    max_.says("/question 1")
    max_.presses("Moi aussi")

    said = [forges(each, "question_credit:1") for each in (zoe, zoe, max_)]
    letter = ana.reviews_letter()

    assert said[0] == "Votre nom figurera sous la question 1, dans la lettre."
    assert f"{PROGRESS}\nQuestion posée par Zoé et Max.\nLuc, pour la Région" in letter
    assert zoe.presses("Ne pas me nommer") == "La question 1 est citée sans votre nom."
    assert f"{PROGRESS}\nQuestion posée par Max.\n" in ana.reviews_letter()


@pytest.mark.slow
def test_a_name_that_was_taken_back_is_not_sent(
    town: Town, ana: Neighbour, luc: Neighbour, zoe: Neighbour
) -> None:
    goes_on(town, luc)
    forges(zoe, "question_credit:1")
    add_news(ana, "/actu Un composteur de plus")
    approve(ana, luc)
    zoe.presses("Ne pas me nommer")

    town.move_to(DUE)

    assert "Un composteur de plus" in in_the_square(town)
    assert PROGRESS not in in_the_square(town)


@pytest.mark.slow
@pytest.mark.parametrize("number", [1, 2, 9])
def test_a_member_who_asked_nothing_is_not_named(
    town: Town, ana: Neighbour, luc: Neighbour, zoe: Neighbour, number: int
) -> None:
    max_ = town.member("Max")
    becomes(town, 2, shown_at=None)
    goes_on(town, luc)

    forges(max_, f"question_credit:{number}")

    letter = ana.reviews_letter()

    assert "💬 Réponses de la Région\nQuelles aides pour l'achat d'un vélo cargo ?\n" in letter
    assert "Max" not in letter


def forges(person: Neighbour, press: str) -> str:
    """Press what those who asked find below what followed."""
    person.says("/questions")
    return person.forges(press, person.direct[-1])


def test_the_card_shows_the_answer_and_what_followed(
    town: Town, luc: Neighbour, zoe: Neighbour
) -> None:
    goes_on(town, luc)
    max_ = town.member("Max")

    assert max_.says("/question 1") == (
        f"💬 Question 1\n{BIKES}\nQuelqu'un de la communauté, sans son nom\n\n"
        f"✅ La Région a répondu.\n{ANSWER}\nLuc, pour la Région\n"
        f"La suite\n{PROGRESS}\nQuestion 1, du mardi 24 novembre"
    )


@pytest.mark.slow
def test_the_card_does_not_tell_to_whom_it_was_passed_on(town: Town, zoe: Neighbour) -> None:
    becomes(town, 2, state=QuestionState.TRANSFERRED, contact="Paule Martin, DDT")
    max_ = town.member("Max")

    shown = max_.says("/question 2")

    assert "La Région l'a transmise." in shown
    assert "Paule" not in shown
    assert "Paule" in zoe.says("/question 2")


@pytest.mark.slow
def test_an_asker_who_is_told_a_change_may_be_named_there(
    town: Town, ana: Neighbour, luc: Neighbour, zoe: Neighbour
) -> None:
    luc.says("/question 1")
    luc.presses("Annoncer la suite")
    luc.says(PROGRESS)

    assert PROGRESS in zoe.inbox[-1]
    zoe.presses("Me nommer dans la lettre")
    assert f"{PROGRESS}\nQuestion posée par Zoé.\nLuc, pour la Région" in ana.reviews_letter()
