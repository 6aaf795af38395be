"""“Est-ce déjà ceci ?”: the register is searched before a question is sent."""

import pytest

from storage.questions import QuestionSearch
from storage.unit_of_work import Store
from tests.town import BACK_ROOM, Neighbour, Town, labels

WORDS = "Quand ouvre l'aide au vélo ?"
ALIKE = "À quelle date ouvre l'aide pour les vélos ?"


@pytest.fixture
def yan(town: Town, ana: Neighbour) -> Neighbour:
    """A member whose question others may read."""
    yan = town.member("Yan")
    yan.says(f"/question {WORDS}")
    yan.presses("Envoyer avec mon nom")
    ana.presses("Montrer aux membres", town.shown_in(BACK_ROOM)[-1], BACK_ROOM)

    def find(store: Store) -> None:
        store[QuestionSearch].put(1, WORDS)

    town.app.lanes.in_unit(find)
    return yan


@pytest.mark.slow
def test_a_similar_question_is_joined_in_place_of_a_new_one(
    town: Town, yan: Neighbour, zoe: Neighbour
) -> None:
    shown = zoe.says(f"/question {ALIKE}")
    offered = labels(zoe)
    joined = zoe.presses("Moi aussi : 1")

    assert shown == f"Est-ce déjà ceci ?\n{WORDS}\nQuestion 1 · ⏳ En attente de la Région."
    assert offered == ["Moi aussi : 1", "Lire la question 1", "Non, ma question est différente"]
    assert joined == "C'est noté : la réponse à la question 1 vous sera envoyée."
    assert "1 autre personne se pose la même question." in yan.inbox[-1]
    assert "1 autre personne se pose la même question." in town.shown_in(BACK_ROOM)[-1].text
    assert len(town.shown_in(BACK_ROOM)) == 1
    assert "Vous vous posez la même question." in zoe.says("/question 1")


def test_a_different_question_goes_on(yan: Neighbour, zoe: Neighbour) -> None:
    zoe.says(f"/question {ALIKE}")

    assert zoe.presses("Non, ma question est différente").startswith(
        f"💬 Votre question à la Région\n{ALIKE}"
    )
    assert zoe.presses("Envoyer sans mon nom").startswith(f"💬 Question 2\n{ALIKE}")


def test_an_asker_reads_their_own_similar_question_again(yan: Neighbour) -> None:
    yan.says(f"/question {ALIKE}")

    assert labels(yan) == ["Lire la question 1", "Non, ma question est différente"]
    assert yan.presses("Lire la question 1").startswith(f"💬 Question 1\n{WORDS}")


def test_a_question_that_was_not_let_through_is_shown_to_nobody(
    town: Town, ana: Neighbour, yan: Neighbour, zoe: Neighbour
) -> None:
    ana.presses("Ne plus montrer", town.shown_in(BACK_ROOM)[-1], BACK_ROOM)

    assert zoe.says(f"/question {ALIKE}").startswith("💬 Votre question à la Région")


def test_similar_questions_are_offered_in_english(town: Town, yan: Neighbour) -> None:
    ida = town.member("Ida", on="matrix", locale="en")

    assert ida.says(f"!ask {ALIKE}").startswith("Is it one of these?")
    assert labels(ida) == ["Me too: 1", "Read question 1", "No, mine is another one"]


def test_nobody_joins_a_question_by_a_forged_press(
    town: Town, ana: Neighbour, yan: Neighbour, zoe: Neighbour
) -> None:
    zoe.says(f"/question {ALIKE}")
    card = zoe.direct[-1]
    join = next(each.press for each in card.choices if each.label == "Moi aussi : 1")
    ana.presses("Ne plus montrer", town.shown_in(BACK_ROOM)[-1], BACK_ROOM)

    refused = [zoe.forges(press, card) for press in (join, "question_join:1")]

    shown = town.shown_in(BACK_ROOM)[-1].text

    assert all("pas de question 1 que vous puissiez lire ici" in each for each in refused)
    assert shown.startswith("💬 Question 1\nQuand ouvre l'aide au vélo ?\nYan\n\n")
