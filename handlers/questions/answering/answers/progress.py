"""Tell what followed a question, after its answer: to all who asked."""

from typing import Annotated

from bot.core import Answer, Context, Router, Text, asks, at_most, text
from bot.domain.questions.question import LONGEST_ANSWER, StepKind
from bot.domain.questions.steps import check_ended
from bot.domain.roles import Seat
from bot.references.questions import ask_for_progress
from handlers.questions.answering import acts
from handlers.questions.answering.lookup.question_lookup import keep_step, region_question
from handlers.questions.answering.words.asker_notices import progress_card, tell_followers

router = Router()


@router.button(ask_for_progress, seat=Seat.REGION, trace=acts.TELL_PROGRESS)
def ask_progress(ctx: Context, question_id: int) -> Answer:
    """Ask what followed."""
    question = region_question(ctx, question_id)
    check_ended(question)
    return tell_progress.ask(ctx, number=str(question.id))


@router.form("question_progress", seat=Seat.REGION, trace=acts.TELL_PROGRESS)
def tell_progress(
    ctx: Context,
    number: int,
    words: Annotated[
        str,
        asks("What happened since? All who asked this question read it."),
        at_most(LONGEST_ANSWER),
    ],
) -> Text:
    """Tell all who asked or joined a question what followed."""
    question = region_question(ctx, number)
    check_ended(question)
    keep_step(ctx, question, question, StepKind.CONTINUED, by=ctx.member.id, words=words)
    tell_followers(ctx, question, progress_card(ctx, question, words))
    return text("What followed question {number} is told.", number=question.id)
