"""Things that are withdrawn when a member leaves."""

from bot.core import Context, Router
from bot.references.personal_data import leaving
from storage.members import Member
from storage.profile import Proposals

router = Router()


@router.contribution(leaving)
def end_circle_proposals(ctx: Context, member: Member) -> None:
    """End what was proposed to the member."""
    ctx.store[Proposals].end(ctx.community.id, member.id)
