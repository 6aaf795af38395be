"""Decline a question, with a reason that its asker reads."""

from typing import Annotated

from bot.core import Answer, Context, Router, Text, Where, asks, at_most, text
from bot.domain.questions.question import LONGEST_REASON, Question, StepKind
from bot.domain.questions.steps import check_under_way, decline
from bot.domain.roles import Role, Seat
from bot.references.questions import ask_for_private_reason, ask_for_reason, decline_command
from handlers.questions import acts
from handlers.questions.region_lookup import (
    NOTHING_WAITS,
    keep_step,
    private_question,
    questions_under_way,
    region_question,
)
from handlers.questions.words import decline_card, tell_followers

router = Router()

Reason = Annotated[
    str,
    asks("Why can it not be answered? The person who asked reads your reason."),
    at_most(LONGEST_REASON),
]


@router.command(
    decline_command,
    seat=Seat.REGION,
    where=Where.REGION,
    example=("12 This is up to the State.", "12 Cela relève de l'État."),
    theme="ask",
    label=text("Decline a question"),
    trace=acts.DECLINE_A_QUESTION,
)
def decline_question(
    ctx: Context,
    number: Annotated[
        int,
        asks("Which question do you decline?", choices=questions_under_way, nothing=NOTHING_WAITS),
    ],
    reason: Reason,
) -> Text:
    """Decline a question, and say why."""
    return _decline(ctx, region_question(ctx, number), reason)


@router.button(ask_for_reason, seat=Seat.REGION, trace=acts.DECLINE_A_QUESTION)
def ask_reason(ctx: Context, question_id: int) -> Answer:
    """Ask why a question is declined; this is also the moment to reconsider."""
    question = region_question(ctx, question_id)
    check_under_way(question)
    return decline_shown_question.ask(ctx, number=str(question.id))


@router.form("question_refuse", seat=Seat.REGION, trace=acts.DECLINE_A_QUESTION)
def decline_shown_question(ctx: Context, number: int, reason: Reason) -> Text:
    """Decline the question whose button was pressed."""
    return _decline(ctx, region_question(ctx, number), reason)


@router.button(ask_for_private_reason, who=Role.GARDENER, trace=acts.DECLINE_A_QUESTION)
def ask_private_reason(ctx: Context, question_id: int) -> Answer:
    """Ask why a question that is for this gardener alone is declined."""
    question = private_question(ctx, question_id)
    check_under_way(question)
    return decline_private_question.ask(ctx, number=str(question.id))


@router.form("question_private_refuse", who=Role.GARDENER, trace=acts.DECLINE_A_QUESTION)
def decline_private_question(ctx: Context, number: int, reason: Reason) -> Text:
    """Decline a question that is for this gardener alone."""
    return _decline(ctx, private_question(ctx, number), reason)


def _decline(ctx: Context, question: Question, reason: str) -> Text:
    declined = decline(question, ctx.member.id, reason, ctx.now)
    kept = keep_step(ctx, question, declined, StepKind.DECLINED, by=ctx.member.id, words=reason)
    tell_followers(ctx, kept, decline_card(ctx, kept))
    return text("Question {number} is declined, and the asker is told why.", number=question.id)
