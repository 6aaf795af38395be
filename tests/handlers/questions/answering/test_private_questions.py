"""A question for one gardener alone lives in that gardener's direct room and nowhere else."""

from collections.abc import Callable
from datetime import timedelta

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


@pytest.mark.slow
def test_a_private_question_is_seen_by_its_gardener_alone(
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
def test_the_gardener_answers_a_private_question_in_the_direct_room(
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


def test_a_half_answered_question_comes_back_to_its_gardener(
    town: Town, ana: Neighbour, zoe: Neighbour, private: int
) -> None:
    by_reply(ana)

    zoe.presses("En partie")
    zoe.says("À quelle heure ?")

    assert "À quelle heure ?" in ana.inbox[-1]
    assert stored(town, private).state is QuestionState.OPEN
    assert not any("heure ?" in each.text for room in ELSEWHERE for each in town.said_in(room))


@pytest.mark.slow
def test_a_private_question_is_declined_with_a_reason(
    town: Town, ana: Neighbour, zoe: Neighbour, private: int
) -> None:
    ana.presses("Décliner")

    ana.says("Je suis absente.")

    assert zoe.inbox[-1].endswith("Je suis absente.\nAna")
    assert stored(town, private).state is QuestionState.DECLINED


def leaves_role(town: Town, _ana: Neighbour) -> None:
    chef = town.cultivator()
    chef.says("/jardinier territoire retirer")
    chef.presses("Oui, retirer ce rôle")


@pytest.fixture
def lost(town: Town, zoe: Neighbour, private: int) -> int:
    """A question for Ana, who has no role any more."""
    del zoe
    leaves_role(town, town.gardener("territory"))
    town.move(timedelta(days=1))
    return private


@pytest.mark.slow
def test_the_asker_is_told_when_nobody_can_answer(
    town: Town, luc: Neighbour, zoe: Neighbour, lost: int
) -> None:
    told = (
        f"Ana ne fait plus partie de l'équipe de jardinage : personne ne répond à votre question "
        f"{lost}. Personne d'autre ne l'a lue."
    )
    assert [each for each in zoe.inbox if each == told] == [told]
    assert "Plus personne n'y répond" in zoe.says(f"/question {lost}")
    assert not any(WORDS in each for each in luc.inbox)

    again = zoe.presses("Demander à quelqu'un d'autre")

    assert WORDS in again
    assert "Envoyer à Luc seulement" in [each.label for each in zoe.direct[-1].choices]
    assert stored(town, lost).state is QuestionState.WITHDRAWN


def test_a_former_gardener_has_no_buttons(
    ana: Neighbour, town: Town, zoe: Neighbour, private: int
) -> None:
    card = next(each for each in reversed(ana.direct) if WORDS in each.text)
    leaves_role(town, ana)
    town.move(timedelta(days=1))

    assert not card.choices
    assert WORDS in ana.says(f"/question {private}")


def test_a_question_reopened_after_its_gardener_left_is_asked_of_others(
    ana: Neighbour, town: Town, zoe: Neighbour, private: int
) -> None:
    by_reply(ana)
    leaves_role(town, ana)

    zoe.presses("En partie")
    before = len(ana.inbox)
    answer = zoe.says("À quelle heure ?")

    assert "Plus personne n'y répond" in answer
    assert [each.label for each in zoe.direct[-1].choices] == [
        "Demander à quelqu'un d'autre",
        "Retirer ma question",
    ]
    assert len(ana.inbox) == before


def test_a_question_for_all_is_not_asked_elsewhere(
    town: Town, luc: Neighbour, zoe: Neighbour
) -> None:
    number = ask(town, zoe)
    zoe.says("/question")

    refused = zoe.forges(f"question_elsewhere:{number}", zoe.direct[-1])

    assert refused == f"La Région a déjà la question {number}."
    assert stored(town, number).state is QuestionState.OPEN


@pytest.mark.slow
@pytest.mark.parametrize("way", ["Quitter", "Effacer"])
def test_a_gardener_who_leaves_or_is_erased_leaves_no_question_waiting(
    town: Town, ana: Neighbour, zoe: Neighbour, private: int, way: str
) -> None:
    ana.says("/effacer")
    ana.presses(way)
    ana.presses(ana.direct[-1].choices[0].label)
    town.move(timedelta(days=1))

    assert any("personne ne répond à votre question" in each for each in zoe.inbox)
    assert "Plus personne n'y répond" in zoe.says(f"/question {private}")


def test_no_other_gardener_handles_a_private_question(
    luc: Neighbour, town: Town, private: int
) -> None:
    """Whatever a client sends: the buttons of its card are for its gardener."""
    presses = ("question_private_answer", "question_private_decline", "question_answer")
    nothing = f"Il n'y a pas de question {private} à traiter ici."

    assert [luc.forges(f"{each}:{private}", luc.direct[-1]) for each in presses] == [nothing] * 3
    assert stored(town, private).state is QuestionState.OPEN


def test_nobody_joins_a_private_question(ana: Neighbour, luc: Neighbour, private: int) -> None:
    own = ana.forges(f"question_join:{private}", ana.direct[-1])
    other = luc.forges(f"question_join:{private}", luc.direct[-1])

    assert own == (
        f"La question {private} n'est pas visible des autres membres : personne ne peut s'y "
        "joindre."
    )
    assert other.startswith(f"Il n'y a pas de question {private} que vous puissiez lire ici.")


def test_its_gardener_shows_a_private_question_to_nobody(
    ana: Neighbour, town: Town, private: int
) -> None:
    refused = [
        ana.forges(f"{each}:{private}", ana.direct[-1])
        for each in ("question_show", "question_keep_back")
    ]

    assert (
        refused
        == [
            "Cette question s'adresse à une seule personne : elle n'est montrée à personne d'autre."
        ]
        * 2
    )
    assert stored(town, private).shown_at is None


def test_a_former_gardener_does_not_answer_by_a_reply(
    ana: Neighbour, town: Town, private: int
) -> None:
    card = next(each for each in reversed(ana.direct) if WORDS in each.text)
    leaves_role(town, ana)

    refused = ana.says("Oui, lundi.", reply_to=card)

    assert refused == f"Il n'y a pas de question {private} à traiter ici."
    assert stored(town, private).state is QuestionState.OPEN
