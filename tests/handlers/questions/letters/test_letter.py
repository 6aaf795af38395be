"""Answers of the Region in the letter."""

from datetime import timedelta

import pytest

from bot.domain.questions.question import QuestionState
from bot.domain.words import normalised
from tests.handlers.digest.letters.composed import DUE, approve, reader
from tests.handlers.digest.news.writing import add_news
from tests.handlers.questions.answering.filed import agent
from tests.handlers.questions.letters.in_letters import (
    ANSWER,
    ANSWERS,
    goes_on,
    in_the_square,
    is_answered,
)
from tests.handlers.questions.test_register import BIKES, HOMES, asks, becomes, shown_to_all
from tests.hostile.hostile_words import SWEPT, check_all_that_was_said
from tests.town import Neighbour, Town, labels

NOT_FOR_ALL: dict[str, dict[str, object]] = {
    "Où sont les bornes de recharge ?": {"shown_at": None},
    "Qui paie le compostage ?": {"state": QuestionState.OPEN, "reopened_count": 1},
    "Quand rouvre la déchèterie ?": {"state": QuestionState.DECLINED},
    "Combien coûte le train de nuit ?": {"naming": "only"},
}
"""Questions, and what makes their answers no longer for all."""


def test_an_answer_that_all_may_read_is_in_the_letter(
    town: Town, ana: Neighbour, luc: Neighbour, zoe: Neighbour
) -> None:
    letter = luc.reviews_letter()

    assert f"{ANSWERS}\n{BIKES}\n{ANSWER}\nLuc, pour la Région" in letter
    assert HOMES not in letter
    assert "Zoé" not in letter.partition(ANSWERS)[2]


@pytest.mark.slow
@pytest.mark.parametrize("when", ["before it is submitted", "once it is approved"])
def test_other_answers_are_not_in_the_letter(
    town: Town, ana: Neighbour, luc: Neighbour, zoe: Neighbour, when: str
) -> None:
    for number, words in enumerate(NOT_FOR_ALL, 3):
        asks(zoe, words)
        shown_to_all(town, number)
        is_answered(town, luc, ANSWER, number)

    def all_change() -> None:
        for number, changed in enumerate(NOT_FOR_ALL.values(), 3):
            becomes(town, number, **changed)

    if when == "before it is submitted":
        all_change()
    approve(ana, luc)
    all_change()
    town.move_to(DUE)

    assert BIKES in in_the_square(town)
    assert not [each for each in NOT_FOR_ALL if each in in_the_square(town)]


@pytest.mark.slow
def test_an_answer_is_sent_once_and_a_new_one_again(
    town: Town, ana: Neighbour, luc: Neighbour, zoe: Neighbour
) -> None:
    add_news(ana, "/actu Un")
    approve(ana, luc)
    town.move_to(DUE)
    assert BIKES in in_the_square(town)

    add_news(ana, "/actu Deux")
    approve(ana, luc)
    town.move_to(DUE + timedelta(days=7))
    assert "Deux" in in_the_square(town)
    assert BIKES not in in_the_square(town)

    is_answered(town, luc, "500 euros.")
    becomes(town, 1, reopened_count=1)
    add_news(ana, "/actu Trois")
    approve(ana, luc)
    town.move_to(DUE + timedelta(days=14))
    assert BIKES in in_the_square(town)


def test_agents_and_gardeners_see_their_buttons(
    town: Town, ana: Neighbour, luc: Neighbour, zoe: Neighbour
) -> None:
    """The agent at the Region answers from there; the other gardener decides who may read it."""
    asks(zoe, "Et pour moi seule ?", "Envoyer à Ana seulement")

    paul = agent(town, "Paul")

    from_region, from_territory = luc.says("/question 2"), ana.says("/question 2")
    answers, decides = labels(luc), labels(ana)
    alone = ana.says("/question 3")

    assert "Personne ne s'en charge encore." in paul.says("/question 2")
    assert labels(paul) == ["Je prends", "Répondre", "Transmettre à…"]
    assert "Personne ne s'en charge encore." in from_region
    assert answers == ["Je prends", "Répondre", "Transmettre à…", "Décliner", "Ne plus montrer"]
    assert "Les membres peuvent la lire." in from_territory
    assert decides == ["Ne plus montrer"]
    assert "Personne d'autre ne la lit." in alone
    assert labels(ana) == ["Répondre", "Décliner"]
    assert ANSWER in ana.says("/question 1")


@pytest.mark.slow
def test_a_letter_in_private_leads_to_the_answer(
    town: Town, ana: Neighbour, luc: Neighbour, zoe: Neighbour
) -> None:
    max_ = reader(town, "Max")
    add_news(ana, "/actu Un composteur de plus")
    approve(ana, luc)

    town.move_to(DUE)
    letter = max_.inbox[-1]
    shown = max_.presses("Lire : Quelles aides pour l'achat d'…")

    assert f"{ANSWERS}\n{BIKES}\n{ANSWER}\nLuc, pour la Région" in letter
    assert shown.startswith(f"💬 Question 1\n{BIKES}")


@pytest.mark.slow
@pytest.mark.parametrize("words", SWEPT)
def test_answers_and_changes_are_only_words(
    town: Town, ana: Neighbour, luc: Neighbour, zoe: Neighbour, words: str
) -> None:
    yan = reader(town, "Yan")
    read = normalised(words)
    is_answered(town, luc, read)
    becomes(town, 1, words=read)
    goes_on(town, luc, read)
    approve(ana, luc)
    town.move_to(DUE)
    for each in (yan, luc, zoe):
        each.says("/question 1")
        each.says("/questions")
    yan.presses("Chercher")
    yan.says(words)

    check_all_that_was_said(town)
