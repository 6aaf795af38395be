"""Things that are withdrawn when a member leaves."""

from bot.core import Context, Router
from bot.references.personal_data import leaving
from storage.members import Member
from storage.polls import Ballots

router = Router()


@router.contribution(leaving)
def withdraw_votes(ctx: Context, member: Member) -> None:
    """Withdraw the member's votes in open polls of the community."""
    ctx.store[Ballots].leave(member.id, ctx.community.id)
