"""The asker of an answered question allows that it is published as open data, or no longer."""

from bot.core import Button, Card, Context, JobContext, Router, Small, text
from bot.domain.questions.question import Question, QuestionState, is_public
from bot.domain.refusals import Final
from bot.domain.roles import Role
from bot.references.questions import ask_open_data, end_open_data, show_own_question
from handlers.questions.asking import own_question
from storage.members import Members
from storage.questions import Questions

router = Router()


class NotOpenData(Final):
    """Only an answered question that the members read, of an adult, can be open data."""


def may_be_open_data(ctx: JobContext, question: Question) -> bool:
    """True for an answered question that the members read, whose asker is an adult."""
    asker = None if question.asker_id is None else ctx.store[Members].get(question.asker_id)
    is_answered = question.state is QuestionState.ANSWERED and is_public(question)
    return is_answered and asker is not None and asker.adult is True


def open_data_way(question: Question) -> tuple[Small, Button]:
    """Whether it is open data, and the button that changes that."""
    if question.open_data_at is None:
        line = Small(text("It is not published outside the community."))
        return line, ask_open_data.button(text("Allow as open data"), question.id)
    line = Small(text("You allow that it is published as open data, without your name."))
    return line, end_open_data.button(text("No longer as open data"), question.id)


def _own_open_question(ctx: Context, number: int) -> Question:
    question = own_question(ctx, number)
    if not may_be_open_data(ctx, question):
        raise NotOpenData
    return question


@router.button(ask_open_data, who=Role.MEMBER)
def ask_before_opening(ctx: Context, number: int) -> Card:
    """Say what open data means before it is allowed."""
    question = _own_open_question(ctx, number)
    lines = (
        text("Your question and its answer are published on the web, for anybody to use."),
        text("Your name is not given; check that your words do not tell who you are."),
        text("Copies that others make cannot be called back."),
    )
    allow = allow_open_data.button(text("Allow it"), question.id)
    no = show_own_question.button(text("Do not allow it"), question.id)
    return Card(text("Question {number} as open data?", number=number), lines, ((allow,), (no,)))


@router.button("question_open", deliberate=True, who=Role.MEMBER)
def allow_open_data(ctx: Context, number: int) -> Card:
    """Allow that one's question is published."""
    question = _own_open_question(ctx, number)
    ctx.store[Questions].change(question, open_data_at=ctx.now)
    ctx.store[Questions].refresh_cards([number])
    return show_own_question(ctx, number)


@router.button(end_open_data, who=Role.MEMBER)
def stop_open_data(ctx: Context, number: int) -> Card:
    """Allow it no longer: it is not in what is published from now on."""
    question = own_question(ctx, number)
    ctx.store[Questions].change(question, open_data_at=None)
    ctx.store[Questions].refresh_cards([number])
    line = text("It is left out from now on. Copies made before cannot be called back.")
    back = show_own_question.button(text("See the question"), question.id)
    return Card(None, (line,), ((back,),))
