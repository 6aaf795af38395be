"""Things that are withdrawn when a member leaves."""

from bot.core import Context, Router
from bot.references.personal_data import leaving
from storage.events import MemberAttendances
from storage.members import Member

router = Router()


@router.contribution(leaving)
def withdraw_answers(ctx: Context, member: Member) -> None:
    """Withdraw the member's answers to events of the community that are to come."""
    ctx.store[MemberAttendances].leave(member.id, ctx.community.id, ctx.now)
