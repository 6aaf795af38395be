"""A question for one gardener alone lives in that gardener's direct room and nowhere else."""

from collections.abc import Callable

import pytest

from bot.domain.questions.question import Naming, QuestionState
from tests.handlers.questions.answering.filed import REGION_ROOM, ask, stored
from tests.town import BACK_ROOM, CHANNEL, SQUARE, Neighbour, Town

WORDS = "Puis-je vous voir lundi ?"
ELSEWHERE = [REGION_ROOM, BACK_ROOM, CHANNEL, *SQUARE.values()]


@pytest.fixture
def private(town: Town, ana: Neighbour, luc: Neighbour, zoe: Neighbour) -> int:
    """A question for Ana."""
    del luc
    return ask(town, zoe, WORDS, naming=Naming.ONLY, only=ana)


def test_it_is_seen_by_that_gardener_alone(
    town: Town, ana: Neighbour, luc: Neighbour, max_: Neighbour, private: int
) -> None:
    assert WORDS in ana.inbox[-1]
    assert "Personne d'autre ne la lit." in ana.inbox[-1]
    others = [*ELSEWHERE, luc.address, max_.address, town.cultivator().address]
    assert [room for room in others if any(WORDS in each.text for each in town.said_in(room))] == []
    for handler in (luc, max_):
        nothing = f"Il n'y a pas de question {private} à traiter ici."
        assert handler.says(f"!prendre {private}") == nothing
        assert handler.says(f"!repondre {private} Oui.") == nothing
        assert handler.says(f"!transmettre {private} DREAL") == nothing
        assert handler.forges(f"question_look:{private}", handler.direct[-1]) == nothing
    assert WORDS not in luc.says("!afaire")
    assert f"Question {private}, pour vous personnellement" in ana.says("/afaire")


def by_reply(ana: Neighbour) -> str:
    return ana.says("Oui, lundi.", reply_to=ana.direct[-1])


def by_button(ana: Neighbour) -> str:
    ana.presses("Répondre")
    return ana.says("Oui, lundi.")


@pytest.mark.parametrize("answer", [by_reply, by_button])
def test_the_gardener_answers_it_there(
    town: Town,
    ana: Neighbour,
    zoe: Neighbour,
    private: int,
    answer: Callable[[Neighbour], str],
) -> None:
    sent = answer(ana)

    assert sent == f"Votre réponse à la question {private} est envoyée."
    assert zoe.inbox[-1] == (f"💬 Réponse à la question {private}\n« {WORDS} »\n\nOui, lundi.\nAna")
    assert not any("Oui, lundi." in each.text for room in ELSEWHERE for each in town.said_in(room))


def test_a_half_answered_one_comes_back_to_that_gardener(
    town: Town, ana: Neighbour, zoe: Neighbour, private: int
) -> None:
    by_reply(ana)

    zoe.presses("En partie")
    zoe.says("À quelle heure ?")

    assert "À quelle heure ?" in ana.inbox[-1]
    assert stored(town, private).state is QuestionState.OPEN
    assert not any("heure ?" in each.text for room in ELSEWHERE for each in town.said_in(room))


def test_it_is_declined_with_a_reason(
    town: Town, ana: Neighbour, zoe: Neighbour, private: int
) -> None:
    ana.presses("Décliner")

    ana.says("Je suis absente.")

    assert zoe.inbox[-1].endswith("Je suis absente.\nAna")
    assert stored(town, private).state is QuestionState.DECLINED
