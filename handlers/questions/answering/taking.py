"""Take a question, and promise an answer by a day."""

from datetime import date
from typing import Annotated

from bot.core import Answer, Context, Router, Text, Where, asks, text
from bot.domain.questions.question import Question, StepKind
from bot.domain.questions.steps import check_under_way, promised_day, take
from bot.domain.refusals import Final
from bot.domain.roles import Seat
from bot.references.questions import (
    change_due_day,
    due_day_form,
    take_command,
    take_shown_question,
)
from handlers.questions.answering import acts
from handlers.questions.answering.lookup.question_choice import questions_under_way
from handlers.questions.answering.lookup.question_lookup import (
    keep_step,
    member_of,
    region_question,
)
from handlers.questions.answering.words.asker_notices import tell_asker
from handlers.questions.answering.words.question_words import short_words

router = Router()


class TakenMeanwhile(Final):
    """{name} took question {number} meanwhile. To take it over: {take}."""


@router.command(
    take_command,
    seat=Seat.REGION,
    agents=True,
    where=Where.REGION,
    example=("12 friday", "12 vendredi"),
    theme="ask",
    label=text("Take a question"),
    trace=acts.TAKE_A_QUESTION,
)
def take_question(
    ctx: Context,
    number: Annotated[
        int,
        asks(
            "Which question do you take?",
            choices=questions_under_way,
            nothing=text("No question waits for an answer."),
        ),
    ],
    day: Annotated[
        date | None, asks("By which day do you answer? Skip for ten working days.")
    ] = None,
) -> Text:
    """Take a question to the Region, and say by which day you answer it."""
    return _take(ctx, region_question(ctx, number), day)


@router.button(
    take_shown_question, seat=Seat.REGION, agents=True, tone="primary", trace=acts.TAKE_A_QUESTION
)
def take_by_button(ctx: Context, question_id: int) -> Text:
    """Take a question for the usual number of working days, unless another person was quicker."""
    question = region_question(ctx, question_id)
    check_under_way(question)
    taker = member_of(ctx, question.taken_by)
    if taker is not None and taker.id != ctx.member.id:
        instead = take_command.typed(question.id)
        raise TakenMeanwhile(name=taker.name, number=question.id, take=instead)
    return _take(ctx, question, None)


@router.button(change_due_day, seat=Seat.REGION, agents=True, trace=acts.TAKE_A_QUESTION)
def ask_for_other_day(ctx: Context, question_id: int) -> Answer:
    """Ask by which other day the question is answered."""
    return due_day_form.ask(ctx, number=str(region_question(ctx, question_id).id))


@router.form(due_day_form, seat=Seat.REGION, agents=True, trace=acts.TAKE_A_QUESTION)
def promise_other_day(
    ctx: Context, number: int, day: Annotated[date, asks("By which day do you answer?")]
) -> Text:
    """Promise an answer by another day."""
    return _take(ctx, region_question(ctx, number), day)


def _take(ctx: Context, question: Question, day: date | None) -> Text:
    due_on = promised_day(day, ctx.today, ctx.zone)
    taken = take(question, ctx.member.id, due_on)
    yours = text("Question {number} is yours: answer it by {day}.", number=question.id, day=due_on)
    if taken == question or (question.taken_by == ctx.member.id and day is None):
        still = text("Question {number} is yours already.", number=question.id)
        return yours if taken == question else still
    keep_step(ctx, question, taken, StepKind.TAKEN, by=ctx.member.id, words=due_on.isoformat())
    values = {"name": ctx.member.name, "day": due_on, "words": short_words(question)}
    tell_asker(ctx, question, text("{name} answers your question by {day}: “{words}”", **values))
    return yours
