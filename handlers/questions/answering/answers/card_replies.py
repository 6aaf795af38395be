"""A reply to a question's card is its answer: sent by a gardener alone, drafted by the Region."""

from typing import Annotated

from bot.core import Answer, Context, Router, at_most, text
from bot.domain.questions.question import LONGEST_ANSWER
from bot.domain.rates import MESSAGES
from bot.domain.roles import Post, Seat
from handlers.questions.answering import acts
from handlers.questions.answering.answers.answers import keep_draft
from handlers.questions.answering.answers.private_answers import send_private_answer
from handlers.questions.answering.lookup.question_lookup import (
    NothingToHandle,
    is_for_me,
    private_question,
    region_question,
)
from handlers.questions.answering.lookup.region_posts import CARD_REPLY
from storage.questions import Questions

router = Router()

router.act(CARD_REPLY, acts.REPLY_TO_A_QUESTION)


@router.reply(CARD_REPLY, limit=MESSAGES)
def reply_to_question(
    ctx: Context, question_id: int, words: Annotated[str, at_most(LONGEST_ANSWER)]
) -> Answer:
    """Take a reply to a question's card as its answer."""
    question = ctx.store[Questions].find(question_id)
    if question is None:
        raise NothingToHandle(number=question_id)
    ctx.enter(question.community_id)
    if not words.strip():
        return text("I can only take words as an answer.")
    if ctx.direct and is_for_me(ctx, question):
        return send_private_answer(ctx, private_question(ctx, question_id), words)
    if Seat.REGION not in ctx.seats and Post.AGENT not in ctx.posts:
        ctx.audit(CARD_REPLY, "refused")
        raise NothingToHandle(number=question_id)
    return keep_draft(ctx, region_question(ctx, question_id), words)
