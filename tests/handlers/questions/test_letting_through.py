"""Gardeners let a question through to the members, who join it; its asker withdraws it."""

import pytest

from tests.handlers.questions.answering.filed import agent
from tests.town import BACK_ROOM, Neighbour, Town

WORDS = "Quand ouvre l'aide au vélo ?"
HIDDEN = "Il n'y a pas de question 1 que vous puissiez lire ici. Vos questions : /question."


@pytest.fixture
def asked(town: Town, ana: Neighbour, zoe: Neighbour) -> Neighbour:
    """A member who asked without their name."""
    zoe.says(f"/question {WORDS}")
    zoe.presses("Envoyer sans mon nom")
    return zoe


def decides(town: Town, who: Neighbour, label: str) -> str:
    return who.presses(label, town.shown_in(BACK_ROOM)[0], BACK_ROOM)


def test_members_read_a_question_once_it_is_let_through(
    town: Town, ana: Neighbour, asked: Neighbour
) -> None:
    yan = town.member("Yan", on="matrix")
    before = yan.says("/question 1").replace("!question", "/question")

    said = decides(town, ana, "Montrer aux membres")

    assert before == HIDDEN
    assert said == "Les membres peuvent maintenant lire la question 1."
    assert yan.says("/question 1").startswith(
        f"💬 Question 1\n{WORDS}\nQuelqu'un de la communauté, sans son nom"
    )
    assert "Zoé" not in yan.inbox[-1]
    assert "Les membres peuvent la lire." in town.shown_in(BACK_ROOM)[0].text
    assert asked.inbox[-1].endswith("Les membres de la communauté peuvent la lire, sans votre nom.")


def test_a_question_is_kept_back_and_shown_after_all(
    town: Town, ana: Neighbour, luc: Neighbour, asked: Neighbour
) -> None:
    waiting = ana.says("/afaire")
    decides(town, ana, "Ne pas montrer")
    settled = luc.says("/afaire")
    decides(town, luc, "Montrer aux membres")
    town_card = town.shown_in(BACK_ROOM)[0].text

    assert f"Une question à montrer ou non aux membres : « {WORDS} »." in waiting
    assert "à montrer ou non" not in settled
    assert "Les membres peuvent la lire." in town_card


def test_a_decision_is_taken_back(town: Town, ana: Neighbour, asked: Neighbour) -> None:
    yan = town.member("Yan")
    decides(town, ana, "Montrer aux membres")
    decides(town, ana, "Ne plus montrer")

    assert yan.says("/question 1") == HIDDEN


@pytest.mark.parametrize("press", ["question_show:1", "question_keep_back:1"])
def test_only_gardeners_decide(town: Town, ana: Neighbour, asked: Neighbour, press: str) -> None:
    yan = town.member("Yan", on="matrix")

    for who in (asked, yan):
        who.forges(press, town.shown_in(BACK_ROOM)[0], BACK_ROOM)

    assert "La Région l'a reçue." in town.shown_in(BACK_ROOM)[0].text


def test_people_who_handle_a_question_are_offered_permitted_acts(
    town: Town, ana: Neighbour, luc: Neighbour, asked: Neighbour
) -> None:
    max_ = agent(town, "Max")
    offered = {}
    for who in (ana, luc, max_):
        who.says("/question 1")
        offered[who.name] = {choice.label for choice in who.direct[-1].choices}

    decisions = {"Montrer aux membres", "Ne pas montrer"}
    assert offered["Ana"] == decisions
    assert offered["Luc"] > decisions
    assert offered["Max"]
    assert offered["Max"].isdisjoint(decisions)


def test_an_asker_withdraws_the_question(town: Town, ana: Neighbour, asked: Neighbour) -> None:
    yan = town.member("Yan")
    decides(town, ana, "Montrer aux membres")
    yan.says("/question 1")
    yan.presses("Moi aussi")

    question = asked.presses("Retirer ma question")
    said = asked.presses("Retirer")

    assert question == "Retirer la question 1 ? Son texte est effacé et personne n'y répondra."
    assert said == "La question 1 est retirée et son texte effacé."
    assert yan.inbox[-1] == (
        "La question 1, que vous vous posiez aussi, a été retirée par la personne qui l'avait "
        "posée."
    )
    assert town.shown_in(BACK_ROOM)[0].text == "Cette question a été retirée."
    assert yan.says("/question 1") == HIDDEN


@pytest.mark.parametrize("press", ["question_withdraw:1", "question_withdraw_ask:1"])
def test_nobody_else_withdraws_the_question(
    town: Town, ana: Neighbour, luc: Neighbour, asked: Neighbour, press: str
) -> None:
    yan = town.member("Yan")
    asked.presses("Retirer ma question")
    for who in (ana, luc, yan):
        who.forges(press, asked.direct[-1], asked.address)

    assert WORDS in town.shown_in(BACK_ROOM)[0].text


def test_an_asker_who_leaves_the_community_withdraws_the_question(
    town: Town, ana: Neighbour, asked: Neighbour
) -> None:
    asked.says("/quitter")
    told = asked.presses("Quitter la communauté")
    asked.presses("Oui, quitter")

    assert "Votre question à la Région sera retirée." in told
    assert town.shown_in(BACK_ROOM)[0].text == "Cette question a été retirée."


def test_an_erased_asker_takes_the_words_along(
    town: Town, ana: Neighbour, asked: Neighbour
) -> None:
    asked.says("/effacer")
    asked.presses("Effacer mes données")
    asked.presses("Oui, tout effacer")

    assert town.shown_in(BACK_ROOM)[0].text == "Cette question a été retirée."


def test_questions_are_listed_in_the_data_of_their_asker(ana: Neighbour, asked: Neighbour) -> None:
    assert "Vos questions" in asked.says("/mesdonnees")


def test_nobody_withdraws_the_question_of_another_member(
    town: Town, ana: Neighbour, asked: Neighbour
) -> None:
    yan = town.member("Yan")
    decides(town, ana, "Montrer aux membres")

    refused = [
        each.forges(f"{press}:1", each.direct[-1])
        for each in (yan, ana)
        for press in ("question_withdraw_ask", "question_withdraw", "question_own")
    ]

    assert refused == ["Seule la personne qui a posé la question 1 peut le faire."] * 6
    assert WORDS in yan.says("/question 1")
