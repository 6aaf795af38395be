"""An inactive member stays: see `schedules/retention.py` for who is asked."""

from bot.core import Context, Replace, Router, Text, join_command, text
from bot.references.personal_data import remain_member
from bot.references.profile import me_command

router = Router()


@router.button(remain_member)
def stay_member(ctx: Context) -> Replace | Text:
    """Stay a member: the press is the sign that was asked for."""
    member = ctx.person.member
    if member is None:
        return text("All that I kept about you is erased. {join} begins anew.", join=_JOIN)
    member.asked_to_stay_on = None
    return Replace(text("Good: you stay, and nothing changes. {me} shows your card.", me=_ME))


_JOIN, _ME = join_command.typed(), me_command.typed()
