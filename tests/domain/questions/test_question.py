"""The data of a question."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.domain.questions.question import Naming, Question, QuestionState
from tests.domain.questions.asked import asked_question

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)


def question(state: QuestionState, naming: Naming = Naming.NAMED) -> Question:
    return replace(asked_question(3, 1, 5, NOW), state=state, naming=naming)


@pytest.mark.parametrize("state", QuestionState)
def test_a_question_is_sent_until_it_is_taken_back(state: QuestionState) -> None:
    assert question(state).is_sent == (state is not QuestionState.WITHDRAWN)


def test_only_a_question_for_one_gardener_is_private() -> None:
    private = {each for each in Naming if question(QuestionState.OPEN, each).is_private}

    assert private == {Naming.ONLY}
