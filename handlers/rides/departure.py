"""Things that are withdrawn when a member leaves."""

from bot.core import Context, Router
from bot.references.personal_data import leaving
from storage.members import Member
from storage.rides import Rides

router = Router()


@router.contribution(leaving)
def withdraw_rides(ctx: Context, member: Member) -> None:
    """Withdraw the member's rides to events of the community."""
    ctx.store[Rides].leave(ctx.community.id, member.id)
