"""Things that are withdrawn when a member leaves."""

from bot.core import Context, Router
from bot.references.personal_data import leaving
from handlers.introductions.ride_ends import tell_ride_ended
from storage.introductions import Introductions
from storage.members import Member

router = Router()


@router.contribution(leaving)
def withdraw_from_introductions(ctx: Context, member: Member) -> None:
    """End the member's open introductions silently; who shares a ride with them is told."""
    for each in ctx.store[Introductions].withdraw(ctx.community.id, member.id):
        tell_ride_ended(ctx, each)
