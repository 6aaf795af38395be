"""The question that the Region's side means, and the people and rooms of that side."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime, time, timedelta

from bot.core import Card, CardRef, Context, JobContext, Router, Words, agents_of, direct_room, text
from bot.domain.addresses import shortened
from bot.domain.dates.recurrence import Once
from bot.domain.questions.question import UNANSWERED, Question, QuestionState, StepKind
from bot.domain.refusals import Final
from bot.domain.roles import Role, Seat
from bot.references.questions import (
    agent_question_card,
    private_question_card,
    question_day_job,
    region_question_card,
    sent_questions,
)
from storage.communities import RoomKind
from storage.members import Identities, Member, Members
from storage.outbound import Cards
from storage.questions import QuestionFilter, Questions, QuestionSteps

CARDS = ("region_question", "agent_question")


def end_cards_of_others(ctx: JobContext, question_id: int) -> None:
    """Stop drawing a question anew for people who do not handle questions any more."""
    status = ctx.seat_statuses[Seat.REGION]
    held = () if status.holder is None else (status.holder,)
    side = [*held, *status.deputies, *agents_of(ctx.store, ctx.community)]
    accounts = [each for member in side for each in ctx.store[Identities].of(member)]
    rooms = {each.direct for each in accounts}
    rooms |= {room.address for room in ctx.rooms(RoomKind.REGION)}
    for kind in CARDS:
        for card in ctx.store[Cards].living(kind, question_id):
            if card.room not in rooms:
                ctx.store[Cards].end(card.id)


def who_follows(ctx: JobContext, question: Question) -> list[Member]:
    """The taker of a question, if they still handle questions; else the Region's gardener."""
    gardeners = region_gardeners(ctx)
    handling = [*gardeners, *agents_of(ctx.store, ctx.community)]
    return [each for each in handling if each.id == question.taken_by][:1] or gardeners


def region_gardeners(ctx: JobContext) -> list[Member]:
    """Gardeners who act for the Region's seat; its holder if away without a deputy."""
    status = ctx.seat_statuses[Seat.REGION]
    held = () if status.holder is None else (status.holder,)
    return list(status.acting or held)


ASKED_AT = time(9)
"""The hour at which one is asked whether a contact reacted."""
_DAY = timedelta(days=1)


class NothingToHandle(Final):
    """There is no question {number} that you can handle."""


class QuestionChanged(Final):
    """Question {number} was changed at the same moment: look at it again."""


def region_question(ctx: Context, number: int) -> Question:
    """The question of this community that the Region's side handles; those for one do not count."""
    question = ctx.store[Questions].lock(ctx.community.id, number)
    if question is None or question.is_private:
        raise NothingToHandle(number=number)
    ctx.trace(number=number)
    return question


def private_question(ctx: Context, number: int) -> Question:
    """The question that is for this gardener alone."""
    question = ctx.store[Questions].lock(ctx.community.id, number)
    is_own = question is not None and question.gardener_id == ctx.member.id
    if question is None or not question.is_private or not is_own:
        raise NothingToHandle(number=number)
    ctx.trace(number=number)
    return question


def is_for_me(ctx: Context, question: Question) -> bool:
    """True if it is for this person alone, who still tends the community."""
    member = ctx.person.member
    mine = member is not None and question.gardener_id == member.id
    return question.is_private and mine and ctx.role >= Role.GARDENER


def member_of(ctx: JobContext, member_id: int | None) -> Member | None:
    """The member, unless they were erased."""
    return None if member_id is None else ctx.store[Members].get(member_id)


def keep_step(
    ctx: JobContext,
    before: Question,
    after: Question,
    kind: StepKind,
    *,
    by: int | None,
    words: str = "",
) -> Question:
    """Store what a step made of a question, with its history, its cards and its next day."""
    changes = {
        each.name: getattr(after, each.name)
        for each in fields(Question)
        if getattr(after, each.name) != getattr(before, each.name)
    }
    kept = ctx.store[Questions].change(before, **changes) if changes else before
    if kept is None:
        raise QuestionChanged(number=before.id)
    ctx.store[QuestionSteps].add(kept, kind, ctx.now, by=by, words=words)
    end_cards_of_others(ctx, kept.id)
    ctx.store[Questions].refresh_cards([kept.id])
    _plan_day(ctx, kept)
    return kept


def _plan_day(ctx: JobContext, question: Question) -> None:
    """Plan the day on which its follower is asked, or on which the card says that it is late."""
    key = f"question:{question.id}"
    if question.due_on is None or question.state is QuestionState.OPEN:
        ctx.unplan(key)
        return
    is_transferred = question.state is QuestionState.TRANSFERRED
    day = question.due_on if is_transferred else question.due_on + _DAY
    at = datetime.combine(day, ASKED_AT, ctx.zone)
    question_day_job.plan(ctx, key, Once(at), question.id)


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


_MOST = 10
_LONGEST = 40


def questions_under_way(ctx: Context) -> Sequence[tuple[str, Words]]:
    """The questions that the Region still has to answer, the newest first."""
    found = ctx.store[Questions].listed(
        ctx.community.id, QuestionFilter(states=UNANSWERED), most=_MOST
    )
    return [
        (
            str(each.id),
            text("{number}. {words}", number=each.id, words=shortened(each.words, _LONGEST)),
        )
        for each in found
    ]
