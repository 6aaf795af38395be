"""The register of questions: lists, filters and search, each reader what they may read."""

from typing import Any

import pytest

from bot.domain.questions.question import QuestionState
from storage.questions import Questions
from tests.town import Neighbour, Town, deed, labels

BIKES = "Quelles aides pour l'achat d'un vélo cargo ?"
HOMES = "Quand ouvre l'aide à la rénovation des copropriétés ?"
SHORT = "1 · Quelles aides pour l'achat d'un v…"
TITLE = "💬 Questions à la Région"


@pytest.fixture
def max_(town: Town) -> Neighbour:
    return town.member("Max", on="matrix")


def asks(person: Neighbour, words: str, label: str = "Envoyer sans mon nom") -> None:
    person.says(f"/question {words}")
    person.presses(label)


@deed
def becomes(town: Town, number: int, **values: Any) -> None:  # noqa: ANN401 - columns
    """Change a question, as its steps do."""
    with town.database.unit() as store:
        question = store[Questions].find(number)
        assert question is not None
        store[Questions].change(question, **values)


def shown_to_all(town: Town, *numbers: int) -> None:
    for each in numbers:
        becomes(town, each, shown_at=town.now)


@pytest.mark.slow
def test_everybody_lists_the_questions_that_they_may_read(
    town: Town, ana: Neighbour, luc: Neighbour, zoe: Neighbour, max_: Neighbour
) -> None:
    asks(zoe, BIKES)
    asks(zoe, HOMES)
    asks(zoe, "Et pour moi seule ?", "Envoyer à Ana seulement")
    shown_to_all(town, 1)

    lists = [each.says("/questions") for each in (zoe, ana, luc, max_)]

    bikes, homes = f"1 · {BIKES} – en attente", f"2 · {HOMES} – en attente"
    alone = "3 · Et pour moi seule ? – en attente"
    assert lists == [
        "\n".join((TITLE, *lines))
        for lines in ((alone, homes, bikes), (alone, homes, bikes), (homes, bikes), (bikes,))
    ]
    assert labels(max_) == ["Poser une question", "Chercher", SHORT]


@pytest.mark.slow
def test_the_list_is_filtered_by_state(town: Town, zoe: Neighbour, max_: Neighbour) -> None:
    for words in (BIKES, HOMES, "Quand ouvre la ligne de bus ?"):
        asks(zoe, words)
    shown_to_all(town, 1, 2, 3)
    becomes(town, 2, state=QuestionState.TAKEN)
    becomes(town, 3, state=QuestionState.ANSWERED, answer="En mai.", answered_at=town.now)

    max_.says("/questions")
    parts = [each for each in labels(max_) if not each[0].isdigit()]
    waiting, taken, answered = (max_.presses(part) for part in parts[3:])

    assert parts[2:] == ["✓ Toutes", "En attente", "En cours", "Avec réponse"]
    assert waiting == f"{TITLE}\n1 · {BIKES} – en attente"
    assert taken == f"{TITLE}\n2 · {HOMES} – en cours"
    assert answered == f"{TITLE}\n3 · Quand ouvre la ligne de bus ? – répondue"
    assert max_.presses("Toutes").count("\n") == 3


@pytest.mark.slow
def test_a_member_lists_their_own_questions(town: Town, zoe: Neighbour, max_: Neighbour) -> None:
    asks(zoe, BIKES)
    asks(max_, HOMES)
    shown_to_all(town, 1, 2)
    max_.says("/question 1")
    max_.presses("Moi aussi")
    asks(zoe, "Quand ouvre la ligne de bus ?")
    shown_to_all(town, 3)

    max_.says("/questions")
    mine = max_.presses("Les miennes")

    assert [line[0] for line in mine.split("\n")[1:]] == ["2", "1"]


@pytest.mark.slow
def test_the_list_is_filtered_by_domain(town: Town, zoe: Neighbour, max_: Neighbour) -> None:
    asks(zoe, BIKES)
    asks(zoe, HOMES)
    shown_to_all(town, 1, 2)
    becomes(town, 1, domain="mobility")

    max_.says("/questions")
    offered = max_.presses("Par domaine")
    only = max_.presses("Mobilité")

    assert offered == "Des questions sur quel sujet ?"
    assert only == f"{TITLE}\n1 · {BIKES} – en attente\nSeulement : Mobilité"
    max_.presses("Autre domaine")
    assert max_.presses("Tous les domaines").count("\n") == 2


@pytest.mark.slow
def test_a_long_list_is_turned(town: Town, zoe: Neighbour, max_: Neighbour) -> None:
    for subject in ("Gares", "Forêts", "Écoles", "Cantines", "Rivières", "Usines", "Eau", "Ponts"):
        asks(zoe, f"{subject} ?")
    shown_to_all(town, *range(1, 9))

    max_.says("/questions")
    older = max_.presses("Plus anciennes")
    newer = max_.presses("Plus récentes")

    assert [line[0] for line in older.split("\n")[1:]] == ["2", "1"]
    assert [line[0] for line in newer.split("\n")[1:]] == ["8", "7", "6", "5", "4", "3"]


def test_a_forged_list_shows_nothing_else(town: Town, zoe: Neighbour, max_: Neighbour) -> None:
    asks(zoe, BIKES)
    asks(zoe, HOMES)
    shown_to_all(town, 1)

    for press in (
        "questions:nothing:0:0",  # no such state
        "questions:all:4711:0",  # no such domain
        "questions:all:0:-9",  # before the first
        "questions:all:0:999999999",  # far behind the last
        "questions_domain:nothing",  # domains of no such state
    ):
        max_.says("/questions")
        max_.forges(press, max_.direct[-1])

        assert HOMES not in "".join(max_.inbox), press


# By words


@pytest.mark.slow
def test_the_rest_of_what_was_found_is_a_button(
    town: Town, zoe: Neighbour, max_: Neighbour, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handlers.questions.register.MOST_FOUND", 1)
    asks(zoe, "Quand ouvre l'aide aux vélos cargos ?")
    zoe.says("/question Où garer les vélos cargos ?")
    zoe.presses("Non, ma question est différente")
    zoe.presses("Envoyer sans mon nom")
    for number in (1, 2):
        shown_to_all(town, number)
    max_.says("/questions")
    max_.presses("Chercher")
    found = max_.says("velos cargos")

    rest = max_.presses("1 autre")

    assert "Où garer" in found
    assert "Quand ouvre" not in found
    assert "Quand ouvre" in rest


def test_questions_are_found_by_their_words(town: Town, zoe: Neighbour, max_: Neighbour) -> None:
    asks(zoe, BIKES)
    asks(zoe, HOMES)
    shown_to_all(town, 1)

    max_.says("/questions")
    asked = max_.presses("Chercher")
    found = max_.says("velos cargos")

    assert asked.startswith("Quels mots cherchez-vous ?")
    assert found == f"🔎 Questions avec « velos cargos »\n1 · {BIKES} – en attente"
    assert labels(max_) == [SHORT, "D'autres mots", "Toutes les questions"]
    max_.presses(SHORT)
    assert BIKES in max_.inbox[-1]


def test_the_closest_questions_are_shown_where_no_question_has_all_words(
    town: Town, zoe: Neighbour, max_: Neighbour
) -> None:
    asks(zoe, BIKES)
    shown_to_all(town, 1)

    max_.says("/questions")
    max_.presses("Chercher")
    found = max_.says("acheter un vélo cargo électrique")

    assert found == (
        "🔎 Questions avec « acheter un vélo cargo électrique »\n"
        "Aucune question ne contient tous ces mots.\nLes plus proches :\n"
        f"1 · {BIKES} – en attente"
    )


@pytest.mark.slow
def test_a_search_finds_no_question_that_its_reader_may_not_read(
    town: Town, ana: Neighbour, zoe: Neighbour, max_: Neighbour
) -> None:
    asks(zoe, HOMES)
    asks(zoe, "Et pour moi seule ?", "Envoyer à Ana seulement")

    for words in ("rénovation", "seule", "?!", "quand ?", '" OR * NEAR(', "<b>"):
        max_.says("/questions")
        max_.presses("Chercher")
        found = max_.says(words)

        assert found.split("\n")[1:] == ["Aucune question ne contient tous ces mots."], words


def test_a_withdrawn_question_is_not_found_any_more(
    town: Town, zoe: Neighbour, max_: Neighbour
) -> None:
    asks(zoe, BIKES)
    shown_to_all(town, 1)
    zoe.says("/question 1")
    zoe.presses("Retirer ma question")
    zoe.presses("Retirer")

    max_.says("/questions")
    max_.presses("Chercher")

    assert "1." not in max_.says("vélo cargo")
