"""Ratings of answers by their askers; an answer that did not help reopens the question."""

from typing import Annotated

from bot.core import Answer, Card, Context, Replace, Router, Text, asks, at_most, text
from bot.domain.questions.question import LONGEST_REASON, Question, StepKind, Usefulness
from bot.domain.questions.steps import check_rated_answer, rate, reopen
from bot.domain.rates import MESSAGES
from bot.domain.refusals import Final
from bot.domain.roles import Role
from bot.references.questions import own_question_card, rate_answer
from handlers.questions.answering.lookup.question_lookup import keep_step
from handlers.questions.answering.lookup.region_posts import put_before_region
from handlers.questions.answering.words.asker_notices import RATED, answer_card
from handlers.questions.lone_readers import is_answerable
from storage.questions import QuestionJoins, Questions

router = Router()


class NotAmongAskers(Final):
    """Only those who asked this question can say whether the answer helps."""


@router.button(rate_answer, who=Role.MEMBER)
def rate_shown_answer(ctx: Context, question_id: int, answer: int, rating: int) -> Answer:
    """Say how useful an answer is; its asker is asked what is missing if it did not help."""
    usefulness = _usefulness(rating)
    question = _own_question(ctx, question_id)
    check_rated_answer(question, answer)
    if question.asker_id != ctx.member.id:
        ctx.store[QuestionJoins].rate(question.id, ctx.member.id, usefulness)
        return Replace(answer_card(ctx, question, usefulness))
    rated = rate(question, usefulness, answer=answer)
    if rated != question:
        keep_step(ctx, question, rated, StepKind.RATED, by=ctx.member.id, words=usefulness)
    if usefulness is Usefulness.USEFUL:
        return Replace(answer_card(ctx, question, usefulness))
    return say_what_is_missing.ask(
        ctx, number=str(question.id), answer=str(answer), rating=str(rating)
    )


@router.form("question_reopen", who=Role.MEMBER, limit=MESSAGES)
def say_what_is_missing(
    ctx: Context,
    number: int,
    answer: int,
    rating: int,
    words: Annotated[
        str,
        asks("What is missing? The Region reads it, and your question is open again."),
        at_most(LONGEST_REASON),
    ],
) -> Text | Card:
    """Reopen a question with what is missing in its answer."""
    question = _own_question(ctx, number)
    if question.asker_id != ctx.member.id:
        raise NotAmongAskers
    reopened = reopen(question, _usefulness(rating), answer=answer, today=ctx.today)
    kept = keep_step(ctx, question, reopened, StepKind.REOPENED, by=ctx.member.id, words=words)
    if not is_answerable(ctx, kept):
        return own_question_card(ctx, kept.id)
    put_before_region(ctx, kept)
    return text("Your question {number} is open again, with your words.", number=kept.id)


def _usefulness(rating: int) -> Usefulness:
    if not 0 <= rating < len(RATED):
        raise NotAmongAskers
    return RATED[rating]


def _own_question(ctx: Context, number: int) -> Question:
    """The question of this community that the member asked or joined."""
    question = ctx.store[Questions].lock(ctx.community.id, number)
    if question is None:
        raise NotAmongAskers
    is_asker = question.asker_id == ctx.member.id
    if not is_asker and not ctx.store[QuestionJoins].has(question.id, ctx.member.id):
        raise NotAmongAskers
    return question
