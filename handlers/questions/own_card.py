"""A question as its asker sees it, and its withdrawal."""

from bot.core import Buttons, Card, Context, JobContext, Line, Replace, Router, Small, Text, text
from bot.domain.questions.question import UNANSWERED, Naming, Question, StepKind
from bot.domain.refusals import Final
from bot.domain.roles import Role
from bot.references.questions import ask_others, own_question_card, show_own_question
from handlers.questions.asking import own_question
from handlers.questions.open_data import may_be_open_data, open_data_way
from handlers.questions.words import (
    answer_lines,
    is_answerable,
    joined_text,
    question_title,
    quoted,
    state_text,
)
from storage.members import Members
from storage.questions import QuestionJoins, Questions, QuestionSteps

router = Router()


class AnsweredQuestion(Final):
    """Question {number} is answered: it stays, with its answer."""


@router.card(own_question_card, shows=[Question])
def draw_own_question(ctx: JobContext, question_id: int) -> Card:
    """One's own question: how far it is, who reads it, and its answer."""
    question = ctx.store[Questions].find(question_id)
    if question is None or not question.is_sent:
        return Card(None, (text("This question was withdrawn."),))
    lines: list[Line] = [*quoted(question.words), "", state_text(ctx, question)]
    lines += answer_lines(question)
    joined = joined_text(ctx, question)
    if joined is not None:
        lines.append(joined)
    lines.append(Small(_readers_text(ctx, question)))
    withdrawal = ask_withdrawal.button(text("Withdraw my question"), question.id)
    rows: Buttons = ((withdrawal,),) if question.state in UNANSWERED else ()
    if rows and not is_answerable(ctx, question):
        rows = ((ask_others.button(text("Ask somebody else"), question.id),), *rows)
    if may_be_open_data(ctx, question):
        line, way = open_data_way(question)
        lines.append(line)
        rows = ((way,),)
    return Card(question_title(question), tuple(lines), rows)


def _readers_text(ctx: JobContext, question: Question) -> Text:
    match question.naming:
        case Naming.ONLY:
            reader = ctx.store[Members].get(question.gardener_id)
            name = text("Nobody") if reader is None else reader.name
            return text("Read by {name} only.", name=name)
        case Naming.NAMED if question.shown_at is not None:
            return text("Members of the community can read it, with your name.")
        case _ if question.shown_at is not None:
            return text("Members of the community can read it, without your name.")
        case Naming.NAMED:
            return text("The Region and the gardening team can read it, with your name.")
        case _:
            return text("The Region and the gardening team can read it, without your name.")


@router.button(show_own_question, who=Role.MEMBER)
def show_own(ctx: Context, number: int) -> Card:
    return draw_own_question(ctx, own_question(ctx, number).id)


@router.button("question_withdraw_ask", who=Role.MEMBER, undoes=True)
def ask_withdrawal(ctx: Context, number: int) -> Card:
    question = withdrawable_question(ctx, number)
    line = text(
        "Withdraw question {number}? Its words are deleted, and nobody answers it.", number=number
    )
    back = show_own_question.button(text("Keep the question"), question.id)
    sure = withdraw_question.button(text("Withdraw it"), question.id)
    return Card(None, (line,), ((sure, back),))


@router.button("question_withdraw", deliberate=True, tone="danger", who=Role.MEMBER)
def withdraw_question(ctx: Context, number: int) -> Replace:
    """Withdraw one's question: its words are deleted."""
    question = withdrawable_question(ctx, number)
    withdraw(ctx, question)
    done = text("Question {number} is withdrawn, and its words are deleted.", number=number)
    return Replace(done)


def withdraw(ctx: Context, question: Question) -> None:
    """Delete the words of a question; members who joined it are told."""
    gone = text(
        "Question {number}, which was yours too, was withdrawn by the person who asked it.",
        number=question.id,
    )
    for joined in ctx.store[QuestionJoins].of(question.id):
        member = ctx.store[Members].get(joined.member_id)
        if member is not None and member.stopped_at is None:
            ctx.tell(member, gone, calm=True)
    ctx.store[QuestionSteps].add(question, StepKind.WITHDRAWN, ctx.now, by=None)
    ctx.store[Questions].withdraw(question)
    ctx.store[Questions].refresh_cards([question.id])


def withdrawable_question(ctx: Context, number: int) -> Question:
    """One's own question, while it is not answered."""
    question = own_question(ctx, number)
    if question.state not in UNANSWERED:
        raise AnsweredQuestion(number=number)
    return question
