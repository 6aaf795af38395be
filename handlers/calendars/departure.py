"""Things that are withdrawn when a member leaves."""

from bot.core import Context, Router
from bot.references.personal_data import leaving
from storage.calendars import CalendarFeeds
from storage.members import Member, Members

router = Router()


@router.contribution(leaving)
def end_secret_address(ctx: Context, member: Member) -> None:
    """End the member's secret address if this is their last community."""
    joined = ctx.store[Members].communities_of(member)
    if all(each == ctx.community.id for each in joined):
        ctx.store[CalendarFeeds].end(member.id, ctx.now)
