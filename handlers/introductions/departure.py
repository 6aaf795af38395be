"""Things that are withdrawn when a member leaves."""

from bot.core import Context, Router
from bot.references.personal_data import leaving
from storage.introductions import Introductions
from storage.members import Member

router = Router()


@router.contribution(leaving)
def withdraw_from_introductions(ctx: Context, member: Member) -> None:
    """End the member's open introductions; nobody is told."""
    ctx.store[Introductions].withdraw(ctx.community.id, member.id)
