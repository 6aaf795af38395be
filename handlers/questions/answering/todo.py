"""The to-do lines of questions: late ones, drafts to publish, silent contacts, private ones."""

from bot.core import Button, Context, Router, Text, Todo, text
from bot.domain.questions.question import UNANSWERED, Question, QuestionState
from bot.domain.questions.steps import Lateness, is_silent, lateness
from bot.domain.roles import Seat
from bot.references.questions import (
    ask_for_private_answer,
    ask_for_private_reason,
    look_at_question,
)
from handlers.questions.answering.words.question_words import contact_row, short_words
from storage.questions import QuestionFilter, Questions

router = Router()


@router.todo
def questions_of_region(ctx: Context) -> list[Todo]:
    """To-do lines of the Region's gardener; questions late for long are on both lists."""
    seats = ctx.seats
    if not seats:
        return []
    waiting = ctx.store[Questions].listed(ctx.community.id, QuestionFilter(states=UNANSWERED))
    found = [_todo(ctx, each, is_region=Seat.REGION in seats) for each in reversed(waiting)]
    return [each for each in found if each is not None]


@router.todo
def questions_for_me(ctx: Context) -> list[Todo]:
    """Questions for this gardener alone."""
    which = QuestionFilter(states=UNANSWERED, private=True, gardener_id=ctx.member.id)
    return [
        Todo(
            text("Question {number}, for you alone: “{words}”", **_values(each)),
            (
                ask_for_private_answer.button(text("Write an answer"), each.id),
                ask_for_private_reason.button(text("Decline"), each.id),
            ),
        )
        for each in reversed(ctx.store[Questions].listed(ctx.community.id, which))
    ]


def _todo(ctx: Context, question: Question, *, is_region: bool) -> Todo | None:
    late = lateness(question, ctx.today, ctx.zone)
    line = _line(question, late) if is_region or late is Lateness.PAIR else None
    if line is None:
        return None
    return Todo(line, _buttons(question, late, is_region=is_region))


def _buttons(question: Question, late: Lateness, *, is_region: bool) -> tuple[Button, ...]:
    look = look_at_question.button(
        text("Look at question {number}", number=question.id), question.id
    )
    asks_about_contact = question.state is QuestionState.TRANSFERRED and late is not Lateness.NONE
    if is_region and asks_about_contact:
        return (*contact_row(question), look)
    return (look,)


def _line(question: Question, late: Lateness) -> Text | None:
    values = _values(question)
    if is_silent(question):
        return text("{contact} has not reacted twice to question {number}: “{words}”", **values)
    if late is Lateness.NONE:
        if question.draft:
            return text("A draft answers question {number}: “{words}”", **values)
        return None
    match question.state:
        case QuestionState.TRANSFERRED:
            return text("Did {contact} react to question {number}? “{words}”", **values)
        case QuestionState.OPEN if question.reopened_count:
            return text("Question {number} was reopened: “{words}”", **values)
        case QuestionState.OPEN:
            return text("Nobody has taken question {number}: “{words}”", **values)
        case _:
            return text("The answer to question {number} is late: “{words}”", **values)


def _values(question: Question) -> dict[str, object]:
    return {
        "number": question.id,
        "words": short_words(question),
        "contact": question.contact,
    }
