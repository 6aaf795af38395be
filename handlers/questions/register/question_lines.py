"""Questions of a list: a line each, and a button that shows it."""

from collections.abc import Sequence

from bot.core import Button, Line, Text, text
from bot.domain.questions.asking import headline
from bot.domain.questions.question import Question, QuestionState
from bot.references.questions import show_question

LONGEST_LABEL = 34
_STATES = {
    QuestionState.OPEN: text("waiting"),
    QuestionState.TAKEN: text("taken"),
    QuestionState.DRAFTED: text("taken"),
    QuestionState.TRANSFERRED: text("passed on"),
    QuestionState.ANSWERED: text("answer given"),
    QuestionState.DECLINED: text("declined"),
}


def question_lines(questions: Sequence[Question]) -> list[Line]:
    """A line for each question, with its number and how far it is."""
    return [
        text(
            "{number} · {question} – {state}",
            number=each.id,
            question=headline(each.words),
            state=_STATES.get(each.state, ""),
        )
        for each in questions
    ]


def question_rows(questions: Sequence[Question]) -> list[tuple[Button, ...]]:
    """A button for each question."""
    return [(show_question.button(_label(each), each.id),) for each in questions]


def _label(question: Question) -> Text:
    words = headline(question.words, LONGEST_LABEL)
    return text("{number} · {question}", number=question.id, question=words)
