"""A question as the other members see it."""

from bot.core import Card, Context, JobContext, Line, Router, Small, text
from bot.domain.questions.visibility import is_public
from bot.domain.roles import Role
from bot.references.questions import (
    join_question,
    question_card,
    show_question,
    unjoin_question,
)
from bot.vocabulary.domains import domain_label
from handlers.questions.asking.letting_through import draw_request
from handlers.questions.asking.own_card import draw_own_question
from handlers.questions.asking.question_lookup import readable_question, reader_of
from handlers.questions.question_words import (
    answer_lines,
    asker_text,
    joined_text,
    question_title,
    quoted,
    state_text,
)
from storage.questions import QuestionJoins, Questions

router = Router()


@router.card(question_card)
def draw_question(ctx: JobContext, question_id: int) -> Card:
    """A question that members may read: who asked it, how far it is, and its answer."""
    question = ctx.store[Questions].find(question_id)
    if question is None or not is_public(question):
        return Card(None, (text("This question cannot be read any more."),))
    lines: list[Line] = [*quoted(question.words), asker_text(ctx, question)]
    if question.domain is not None:
        lines.append(text("Domain: {domain}", domain=domain_label(question.domain)))
    lines += ["", state_text(ctx, question), *answer_lines(question)]
    joined = joined_text(ctx, question)
    lines += [] if joined is None else [joined]
    lines.append(Small(text("Question {number}", number=question.id)))
    button = join_question.button(text("Me too"), question.id)
    return Card(question_title(question), tuple(lines), ((button,),))


@router.button(show_question, who=Role.MEMBER)
def show_one_question(ctx: Context, number: int) -> Card:
    """Show a question, each reader what is theirs to see and do."""
    question = readable_question(ctx, number)
    if question.asker_id == ctx.member.id:
        return draw_own_question(ctx, number)
    if reader_of(ctx).handles:
        return draw_request(ctx, number)
    card = draw_question(ctx, number)
    if not ctx.store[QuestionJoins].has(number, ctx.member.id):
        return card
    leave = unjoin_question.button(text("No longer follow it"), number)
    return Card(card.title, (*card.lines, text("You have the same question.")), ((leave,),))
