"""A member asks to meet another one whom the directory shows: the other is asked first."""

from typing import Annotated

from bot.core import Answer, Context, Router, asks, at_most
from bot.domain.introductions import LONGEST_REASON
from bot.domain.rates import PROPOSALS
from bot.domain.roles import Role
from handlers.directory.member_lookup import visible_entry
from handlers.introductions import ask_to_meet
from handlers.profile import age_check

router = Router()


@router.button("directory_meet", who=Role.MEMBER, deep=True)
def ask_meeting(ctx: Context, member_id: int) -> Answer:
    """Ask why, once the sender is known to be 18."""
    barred = age_check(ctx, ask_meeting.link_word(ctx, member_id))
    if barred is not None:
        return barred
    return request_meeting.ask(ctx, member=str(visible_entry(ctx, member_id).member.id))


@router.form("directory_meet_why", who=Role.MEMBER, limit=PROPOSALS)
def request_meeting(
    ctx: Context,
    member: int,
    why: Annotated[
        str,
        asks("Why would you like to meet? The other person reads it with your name."),
        at_most(LONGEST_REASON),
    ],
) -> Answer:
    """Have the other person asked."""
    return ask_to_meet(ctx, visible_entry(ctx, member).member, why)
