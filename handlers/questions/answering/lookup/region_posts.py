"""The places where a question is put before the people who handle it."""

from bot.core import Card, CardRef, Context, JobContext, Router, agents_of, direct_room
from bot.domain.questions.question import Question
from bot.references.questions import (
    agent_question_card,
    private_question_card,
    region_question_card,
    sent_questions,
)
from handlers.questions.answering.lookup.question_lookup import member_of
from handlers.questions.answering.lookup.region_side import region_gardeners
from storage.communities import RoomKind
from storage.members import Member

router = Router()

CARD_REPLY = "question_reply"
"""The subject of replies to a card."""


@router.contribution(sent_questions)
def put_sent_question_before_region(ctx: Context, question: Question) -> None:
    """Put a question that was just sent before those who answer it."""
    put_before_region(ctx, question)


def put_before_region(ctx: JobContext, question: Question) -> None:
    """Post a question in the Region's room, else to its gardener and agents.

    One for a single gardener goes to their direct room and nowhere else.
    """
    if question.is_private:
        gardener = member_of(ctx, question.gardener_id)
        if gardener is not None:
            _post_in_person(ctx, gardener, question, private_question_card)
        return
    rooms = ctx.rooms(RoomKind.REGION)
    for room in rooms:
        region_question_card.post(ctx, room.address, question.id, about=question_key(question))
    if not rooms:
        for gardener in region_gardeners(ctx):
            _post_in_person(ctx, gardener, question, region_question_card)
        for agent in agents_of(ctx.store, ctx.community):
            if agent not in region_gardeners(ctx):
                _post_in_person(ctx, agent, question, agent_question_card)


def question_key(question: Question) -> str:
    """The subject of replies to a question's card."""
    return f"{CARD_REPLY}:{question.id}"


def _post_in_person(
    ctx: JobContext, member: Member, question: Question, card: CardRef[Card]
) -> None:
    room = direct_room(ctx.store, member)
    if room is not None:
        card.post(ctx, room, question.id, about=question_key(question), reader=member)
