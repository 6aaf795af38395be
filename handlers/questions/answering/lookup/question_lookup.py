"""Find the question that is meant, and keep what a step made of it."""

from dataclasses import fields
from datetime import datetime, time, timedelta

from bot.core import Context, JobContext
from bot.domain.dates.recurrence.recurrence import Once
from bot.domain.questions.question import Question, QuestionState, StepKind
from bot.domain.refusals import Final
from bot.domain.roles import Role
from bot.references.questions import question_day_job
from handlers.questions.answering.lookup.region_side import end_cards_of_others
from storage.members import Member, Members
from storage.questions import Questions, QuestionSteps

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
