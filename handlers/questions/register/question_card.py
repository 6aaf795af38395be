"""A question as the other members see it."""

from dataclasses import replace

from bot.core import Bold, Card, Context, JobContext, Line, Router, Small, text
from bot.domain.questions.question import Question, StepKind
from bot.domain.questions.visibility import is_public
from bot.domain.roles import Post, Role, Seat
from bot.domain.text.plain_text import shortened
from bot.references.questions import (
    agent_question_card,
    join_question,
    private_question_card,
    question_card,
    region_question_card,
    show_question,
    unjoin_question,
)
from bot.vocabulary.audiences.domains import domain_label
from handlers.questions.asking.letting_through import decisions, draw_request
from handlers.questions.asking.own_card import draw_own_question
from handlers.questions.asking.question_lookup import readable_question, reader_of
from handlers.questions.question_words import (
    answer_lines,
    asker_text,
    joined_text,
    public_state_text,
    question_title,
    quoted,
)
from storage.members import Members
from storage.questions import QuestionJoins, Questions, QuestionSteps

router = Router()

MOST_PROGRESS = 3
LONGEST_PROGRESS = 500


@router.card(question_card)
def draw_question(ctx: JobContext, question_id: int) -> Card:
    """A question that members may read: who asked it, how far it is, and its answer."""
    question = ctx.store[Questions].find(question_id)
    if question is None or not is_public(question):
        return Card(None, (text("This question cannot be read any more."),))
    lines: list[Line] = [*quoted(question.words), asker_text(ctx, question)]
    if question.domain is not None:
        lines.append(text("Domain: {domain}", domain=domain_label(question.domain)))
    lines += ["", public_state_text(ctx, question), *_answer_lines(ctx, question)]
    lines += _progress_lines(ctx, question)
    joined = joined_text(ctx, question)
    lines += [] if joined is None else [joined]
    asked_on = question.created_at.astimezone(ctx.zone).date()
    lines.append(Small(text("Question {number}, of {day}", number=question.id, day=asked_on)))
    button = join_question.button(text("Me too"), question.id)
    return Card(question_title(question), tuple(lines), ((button,),))


@router.button(show_question, who=Role.MEMBER)
def show_one_question(ctx: Context, number: int) -> Card:
    """Show a question, each reader what is theirs to see and do."""
    question = readable_question(ctx, number)
    if question.asker_id == ctx.member.id:
        return draw_own_question(ctx, number)
    if reader_of(ctx).handles or question.is_private:
        return _handled_card(ctx, question)
    card = draw_question(ctx, number)
    if not ctx.store[QuestionJoins].has(number, ctx.member.id):
        return card
    leave = unjoin_question.button(text("No longer follow it"), number)
    return Card(card.title, (*card.lines, text("You have the same question.")), ((leave,),))


def _handled_card(ctx: Context, question: Question) -> Card:
    """A question with the buttons of a gardener, a deputy or an agent."""
    if question.is_private:
        return private_question_card(ctx, question.id)
    if Seat.REGION in ctx.seats:
        card = region_question_card(ctx, question.id)
        return replace(card, buttons=(*card.buttons, *decisions(ctx, question)))
    if ctx.seats:
        return draw_request(ctx, question.id)
    if Post.AGENT in ctx.posts:
        return agent_question_card(ctx, question.id)
    return replace(draw_request(ctx, question.id), buttons=())


def _answer_lines(ctx: JobContext, question: Question) -> list[Line]:
    """The answer, or the reason for none, and its author."""
    lines = answer_lines(question)
    answerer = (
        None if question.answered_by is None else ctx.store[Members].get(question.answered_by)
    )
    if not lines or answerer is None:
        return lines
    return [*lines, text("{name}, for the Region", name=answerer.name)]


def _progress_lines(ctx: JobContext, question: Question) -> list[Line]:
    """Later progress, the latest last."""
    told = [
        each
        for each in ctx.store[QuestionSteps].of(question.id)
        if each.kind is StepKind.CONTINUED and each.words
    ]
    lines: list[Line] = [Bold(text("What followed"))] if told else []
    for each in told[-MOST_PROGRESS:]:
        lines += quoted(shortened(each.words, LONGEST_PROGRESS))
    return lines
