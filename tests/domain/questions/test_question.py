"""The data of a question."""

from datetime import UTC, datetime

import pytest

from bot.domain.questions.question import Naming, Question, QuestionState

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)


def question(state: QuestionState, naming: Naming = Naming.NAMED) -> Question:
    return Question(
        id=3,
        community_id=1,
        asker_id=5,
        words="When do bicycle grants open?",
        naming=naming,
        gardener_id=None,
        domain=None,
        state=state,
        created_at=NOW,
        shown_at=None,
        taken_by=None,
        due_on=None,
        answer="",
        draft="",
        answered_by=None,
        answered_at=None,
        reason="",
        contact="",
        contact_details="",
        transferred_at=None,
        contact_reminders=0,
        usefulness=None,
        reopened_count=0,
    )


@pytest.mark.parametrize("state", QuestionState)
def test_a_question_is_sent_until_it_is_taken_back(state: QuestionState) -> None:
    assert question(state).is_sent == (state is not QuestionState.WITHDRAWN)


def test_only_a_question_for_one_gardener_is_private() -> None:
    private = {each for each in Naming if question(QuestionState.OPEN, each).is_private}

    assert private == {Naming.ONLY}
