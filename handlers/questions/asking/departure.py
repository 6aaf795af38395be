"""Questions that are withdrawn when a member leaves, and the words about it before."""

from bot.core import Context, Router, Text, ntext
from bot.domain.questions.question import UNANSWERED
from bot.references.personal_data import leaving, losses
from handlers.questions.asking.own_card import withdraw
from storage.members import Member, Members
from storage.questions import QuestionFilter, QuestionJoins, Questions

router = Router()


@router.contribution(leaving)
def withdraw_questions(ctx: Context, member: Member) -> None:
    """Withdraw the member's unanswered questions, and leave those of others."""
    for question in ctx.store[Questions].listed(ctx.community.id, _unanswered(member)):
        withdraw(ctx, question)
    joined = QuestionFilter(joined_by=member.id)
    for question in ctx.store[Questions].listed(ctx.community.id, joined):
        ctx.store[QuestionJoins].remove(question.id, member.id)
        ctx.store[Questions].refresh_cards([question.id])


@router.contribution(losses)
def lost_questions(ctx: Context, member: Member, everywhere: bool) -> list[Text]:  # noqa: FBT001 - see `losses`
    """The number of questions that are withdrawn, unless there are none."""
    left = ctx.store[Members].communities_of(member) if everywhere else [ctx.community.id]
    count = sum(ctx.store[Questions].count(each, _unanswered(member)) for each in left)
    withdrawn = ntext(
        "{count} question of yours to the Region is withdrawn.",
        "{count} questions of yours to the Region are withdrawn.",
        count,
    )
    return [withdrawn] if count else []


def _unanswered(member: Member) -> QuestionFilter:
    return QuestionFilter(states=UNANSWERED, asker_id=member.id, private=None)
