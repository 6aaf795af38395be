"""Answers of the Region in the letter, and what changed because of questions."""

from datetime import timedelta

import pytest

from bot.domain.questions.question import QuestionState, StepKind
from bot.domain.words import normalised
from storage.members import Identities
from storage.questions import Questions, QuestionSteps
from tests.handlers.digest.letters.test_letter import DUE, approve, reader
from tests.handlers.digest.news.writing import add_news
from tests.handlers.questions.answering.filed import agent
from tests.handlers.questions.test_register import BIKES, HOMES, asks, becomes, shown_to_all
from tests.hostile_words import HOSTILE, check_all_that_was_said
from tests.town import SQUARE, Neighbour, Town

ANSWER = "300 euros à partir de mai.\nLe formulaire est en ligne."
PROGRESS = "L'aide passe à 500 euros."
ANSWERS, CHANGED = "💬 Réponses de la Région", "✅ Ce que ça a changé"


@pytest.fixture
def ana(town: Town) -> Neighbour:
    ana = town.gardener("territory")
    ana.says("/lettre programme mardi 8h")
    ana.presses("Garder ces dates")
    return ana


@pytest.fixture
def luc(town: Town) -> Neighbour:
    return town.gardener("region")


@pytest.fixture
def zoe(town: Town, ana: Neighbour, luc: Neighbour) -> Neighbour:
    """Somebody who asked two questions, the first of which is answered, for all to read."""
    zoe = town.member("Zoé", on="matrix")
    asks(zoe, BIKES)
    asks(zoe, HOMES)
    shown_to_all(town, 1, 2)
    is_answered(town, luc)
    return zoe


def is_answered(town: Town, luc: Neighbour, answer: str = ANSWER) -> None:
    """Answer the first question."""
    becomes(
        town,
        1,
        state=QuestionState.ANSWERED,
        answer=answer,
        answered_at=town.clock.now(),
        answered_by=id_of(town, luc),
    )


def id_of(town: Town, person: Neighbour) -> int:
    with town.database.unit() as store:
        account = store[Identities].get(person.address)
        assert account is not None
        return account.member_id


def goes_on(town: Town, luc: Neighbour, words: str = PROGRESS, number: int = 1) -> None:
    """Tell what followed a question."""
    by = id_of(town, luc)
    with town.database.unit() as store:
        question = store[Questions].find(number)
        assert question is not None
        now = town.clock.now()
        store[QuestionSteps].add(question, StepKind.CONTINUED, now, by=by, words=words)


def in_the_square(town: Town) -> str:
    return town.said_in(SQUARE["telegram"])[-1].text


def test_an_answer_that_all_may_read_is_in_the_letter(
    town: Town, ana: Neighbour, luc: Neighbour, zoe: Neighbour
) -> None:
    letter = luc.reviews_letter()

    assert f"{ANSWERS}\n{BIKES}\n{ANSWER}\nLuc, pour la Région" in letter
    assert HOMES not in letter
    assert "Zoé" not in letter.partition(ANSWERS)[2]


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param({"shown_at": None}, id="taken back from the others"),
        pytest.param({"state": QuestionState.OPEN, "reopened_count": 1}, id="reopened"),
        pytest.param({"state": QuestionState.DECLINED}, id="declined"),
        pytest.param({"naming": "only"}, id="for one gardener"),
    ],
)
@pytest.mark.parametrize("when", ["before it is submitted", "once it is approved"])
def test_what_is_no_answer_for_all_is_not(
    town: Town,
    ana: Neighbour,
    luc: Neighbour,
    zoe: Neighbour,
    changed: dict[str, object],
    when: str,
) -> None:
    add_news(ana, "/actu Un composteur de plus")
    if when == "before it is submitted":
        becomes(town, 1, **changed)
    approve(ana, luc)
    becomes(town, 1, **changed)

    town.move_to(DUE)

    assert "Un composteur de plus" in in_the_square(town)
    assert BIKES not in in_the_square(town)


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


def test_what_changed_is_told_without_a_name(
    town: Town, ana: Neighbour, luc: Neighbour, zoe: Neighbour
) -> None:
    goes_on(town, luc)
    goes_on(town, luc, "La date est fixée.", 2)
    becomes(town, 2, shown_at=None)

    letter = luc.reviews_letter()

    assert f"{CHANGED}\n{BIKES}\n{PROGRESS}\nLuc, pour la Région" in letter
    assert "La date est fixée." not in letter


def test_those_who_asked_are_named_if_they_want_it(
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


@pytest.mark.parametrize("number", [1, 2, 9])
def test_nobody_is_named_for_what_others_asked(
    town: Town, ana: Neighbour, luc: Neighbour, zoe: Neighbour, number: int
) -> None:
    max_ = town.member("Max")
    becomes(town, 2, shown_at=None)
    goes_on(town, luc)

    forges(max_, f"question_credit:{number}")

    assert "Max" not in ana.reviews_letter()


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
        f"Ce qui a suivi\n{PROGRESS}\nQuestion 1, du mardi 24 novembre"
    )


def test_the_card_does_not_tell_to_whom_it_was_passed_on(town: Town, zoe: Neighbour) -> None:
    becomes(town, 2, state=QuestionState.TRANSFERRED, contact="Paule Martin, DDT")
    max_ = town.member("Max")

    shown = max_.says("/question 2")

    assert "La Région l'a transmise." in shown
    assert "Paule" not in shown
    assert "Paule" in zoe.says("/question 2")


def labels(person: Neighbour) -> list[str]:
    return [each.label for each in person.direct[-1].choices]


def test_those_who_handle_it_see_what_they_may_do(
    town: Town, ana: Neighbour, luc: Neighbour, zoe: Neighbour
) -> None:
    """Who sits at the Region answers from there; the other gardener decides who may read it."""
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


def test_who_is_told_what_followed_may_have_their_name_there(
    town: Town, ana: Neighbour, luc: Neighbour, zoe: Neighbour
) -> None:
    luc.says("/question 1")
    luc.presses("Dire la suite")
    luc.says(PROGRESS)

    assert PROGRESS in zoe.inbox[-1]
    zoe.presses("Me nommer dans la lettre")
    assert f"{PROGRESS}\nQuestion posée par Zoé.\nLuc, pour la Région" in ana.reviews_letter()


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
@pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE)
def test_answers_and_what_followed_are_only_words(
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
