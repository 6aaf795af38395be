"""The question that the Region's side means, and the people and rooms of that side."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime, time, timedelta
from typing import Any

from bot.core import (
    Answer,
    Context,
    FormRef,
    JobContext,
    Router,
    Words,
    agents_of,
    direct_room,
    text,
)
from bot.domain.addresses import shortened
from bot.domain.dates.recurrence import Once
from bot.domain.questions.question import UNANSWERED, Question, QuestionState, StepKind
from bot.domain.questions.steps import check_under_way
from bot.domain.refusals import Final
from bot.domain.roles import Role, Seat
from bot.references.questions import (
    agent_question_card,
    private_question_card,
    question_day_job,
    region_question_card,
    sent_questions,
)
from bot.vocabulary.gardeners import region_gardeners, region_rooms
from storage.communities import RoomKind
from storage.members import Identities, Member, Members
from storage.outbound import Cards
from storage.questions import QuestionFilter, Questions, QuestionSteps

router = Router()

CARD_REPLY = "question_reply"
"""The subject of replies to a card."""
NOTHING_WAITS = text("No question waits for an answer.")
ASKED_AT = time(9)
"""The hour at which one is asked whether a contact reacted."""
_DAY = timedelta(days=1)
_MOST = 10
_LONGEST = 40


class NothingToHandle(Final):
    """There is no question {number} that you can handle."""


class QuestionChanged(Final):
    """Question {number} was changed at the same moment: look at it again."""


def region_question(ctx: Context, number: int) -> Question:
    """A question of this community that the Region's side handles; none for one gardener alone."""
    question = _region_question(ctx, number)
    ctx.trace(number=number)
    return question


def check_number(ctx: Context, number: int) -> None:
    """Raise a `Refusal` unless the Region's side can still handle the question."""
    check_under_way(_region_question(ctx, number))


def _region_question(ctx: Context, number: int) -> Question:
    question = ctx.store[Questions].lock(ctx.community.id, number)
    if question is None or question.is_private:
        raise NothingToHandle(number=number)
    return question


def private_question(ctx: Context, number: int) -> Question:
    """A question that is for this gardener alone."""
    question = ctx.store[Questions].lock(ctx.community.id, number)
    is_own = question is not None and question.gardener_id == ctx.member.id
    if question is None or not question.is_private or not is_own:
        raise NothingToHandle(number=number)
    ctx.trace(number=number)
    return question


def is_for_me(ctx: Context, question: Question) -> bool:
    """True if it is for the sender alone, who is still a gardener here."""
    member = ctx.person.member
    is_own = member is not None and question.gardener_id == member.id
    return question.is_private and is_own and ctx.role() >= Role.GARDENER


def ask_if_under_way(ctx: Context, form: FormRef[..., Any], question: Question) -> Answer:
    """Open a form about a question; raises a `Refusal` if it is settled."""
    check_under_way(question)
    return form.ask(ctx, number=str(question.id))


def questions_under_way(ctx: Context) -> Sequence[tuple[str, Words]]:
    """The questions that the Region still has to answer, the newest first."""
    unanswered = QuestionFilter(states=UNANSWERED)
    found = ctx.store[Questions].listed(ctx.community.id, unanswered, most=_MOST)
    labels = {each.id: shortened(each.words, _LONGEST) for each in found}
    return [
        (str(number), text("{number}. {words}", number=number, words=words))
        for number, words in labels.items()
    ]


@router.contribution(sent_questions)
def put_sent_question_before_region(ctx: Context, question: Question) -> None:
    put_before_region(ctx, question)


def put_before_region(ctx: JobContext, question: Question) -> None:
    """Post a question in the Region's room, else to its gardener and agents.

    One for a single gardener goes to their direct room and nowhere else.
    """
    about = f"{CARD_REPLY}:{question.id}"
    if question.is_private:
        gardener = ctx.store[Members].get(question.gardener_id)
        room = None if gardener is None else direct_room(ctx.store, gardener)
        if room is not None:
            private_question_card.post(ctx, room, question.id, about=about, reader=gardener)
        return
    gardeners = region_gardeners(ctx)
    for room, reader in region_rooms(ctx).items():
        is_agent = reader is not None and reader not in gardeners
        card = agent_question_card if is_agent else region_question_card
        card.post(ctx, room, question.id, about=about, reader=reader)


def keep_step(
    ctx: JobContext,
    before: Question,
    after: Question,
    kind: StepKind,
    *,
    by: int | None,
    words: str = "",
) -> Question:
    """Store the result of a step, its history, its cards and its next day."""
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
    """Plan the day on which its follower is asked, or on which its card says that it is late."""
    key = f"question:{question.id}"
    if question.due_on is None or question.state is QuestionState.OPEN:
        ctx.unplan(key)
        return
    is_transferred = question.state is QuestionState.TRANSFERRED
    day = question.due_on if is_transferred else question.due_on + _DAY
    at = datetime.combine(day, ASKED_AT, ctx.zone)
    question_day_job.plan(ctx, key, Once(at), question.id)


def end_cards_of_others(ctx: JobContext, question_id: int) -> None:
    """Stop refreshing the cards of people who do not handle questions any more."""
    status = ctx.seat_statuses()[Seat.REGION]
    held = () if status.holder is None else (status.holder,)
    side = [*held, *status.deputies, *agents_of(ctx.store, ctx.community)]
    accounts = [each for member in side for each in ctx.store[Identities].of(member)]
    rooms = {each.direct for each in accounts}
    rooms |= {room.address for room in ctx.rooms(RoomKind.REGION)}
    for card in (region_question_card, agent_question_card):
        for posted in ctx.store[Cards].living(card.name, question_id):
            if posted.room not in rooms:
                ctx.store[Cards].end(posted.id)


def responsible_members(ctx: JobContext, question: Question) -> list[Member]:
    """The taker of a question, if they still handle questions; else the Region's gardeners."""
    gardeners = region_gardeners(ctx)
    handling = [*gardeners, *agents_of(ctx.store, ctx.community)]
    return [each for each in handling if each.id == question.taken_by][:1] or gardeners
