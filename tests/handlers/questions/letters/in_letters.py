"""Questions that were answered, and changes that followed."""

from bot.domain.questions.question import QuestionState, StepKind
from storage.members import Identities
from storage.questions import Questions, QuestionSteps
from tests.handlers.questions.test_register import becomes
from tests.town import SQUARE, Neighbour, Town, deed

ANSWER = "300 euros à partir de mai.\nLe formulaire est en ligne."
PROGRESS = "L'aide passe à 500 euros."
ANSWERS, CHANGED = "💬 Réponses de la Région", "✅ Ce que ça a changé"


@deed
def is_answered(town: Town, luc: Neighbour, answer: str = ANSWER, number: int = 1) -> None:
    """Answer a question, the first one."""
    becomes(
        town,
        number,
        state=QuestionState.ANSWERED,
        answer=answer,
        answered_at=town.now,
        answered_by=id_of(town, luc),
    )


def id_of(town: Town, person: Neighbour) -> int:
    with town.database.unit() as store:
        account = store[Identities].get(person.address)
        assert account is not None
        return account.member_id


@deed
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
