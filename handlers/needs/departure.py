"""Needs that are closed when a member leaves, and the words about it before."""

from bot.core import Context, Router, Text, ntext
from bot.references.personal_data import leaving, losses
from handlers.needs.need_words import need_reader
from storage.members import Member, Members
from storage.needs import NeedFilter, Needs

router = Router()


@router.contribution(leaving)
def close_needs(ctx: Context, member: Member) -> None:
    """Close the member's open needs and offers."""
    ctx.store[Needs].close_of(member.id, ctx.community.id, ctx.now)


@router.contribution(losses)
def lost_needs(ctx: Context, member: Member, everywhere: bool) -> list[Text]:  # noqa: FBT001 - see `losses`
    """The number of needs and offers that are closed, unless there are none."""
    left = ctx.store[Members].communities_of(member) if everywhere else [ctx.community.id]
    own = NeedFilter(day=ctx.today, reader=need_reader(ctx), author_id=member.id)
    count = sum(ctx.store[Needs].count(each, own) for each in left)
    closed = ntext(
        "{count} need or offer of yours is closed.",
        "{count} needs and offers of yours are closed.",
        count,
    )
    return [closed] if count else []
