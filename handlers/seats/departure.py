"""Things that are withdrawn when a member leaves."""

from bot.core import Context, JobContext, Router, Text, text
from bot.references.personal_data import erasure, leaving, losses
from handlers.seats.seats import leave_all_seats, leave_seats, tended_communities
from storage.members import Member

router = Router()


@router.contribution(leaving)
def leave_seats_here(ctx: Context, member: Member) -> None:
    """Take the member out of the community's seats and posts."""
    leave_seats(ctx, member)


@router.contribution(erasure)
def leave_seats_everywhere(ctx: JobContext, member: Member) -> None:
    """Take the member out of all seats and posts."""
    leave_all_seats(ctx, member)


@router.contribution(losses)
def lost_seats(ctx: Context, member: Member, everywhere: bool) -> list[Text]:  # noqa: FBT001 - see `losses`
    """Say what becomes of the member's seats and posts."""
    tended = tended_communities(ctx.store, member)
    names = [each.name for each in tended if everywhere or each is ctx.community_or_none]
    if not names:
        return []
    return [
        text(
            "You have a role in the team of {communities}. It ends at once, and the others are "
            "told. If you can, tell them first.",
            communities=names,
        )
    ]
