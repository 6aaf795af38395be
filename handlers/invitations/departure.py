"""Things that are withdrawn when a member leaves."""

from bot.core import Context, Router
from bot.references.personal_data import leaving
from storage.invitations import Invitations
from storage.members import Member

router = Router()


@router.contribution(leaving)
def end_invitations(ctx: Context, member: Member) -> None:
    """End the links by which the member invites others."""
    ctx.store[Invitations].end(member.id, ctx.community.id)
