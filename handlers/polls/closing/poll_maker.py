"""News of a poll for its maker."""

from bot.core import Card, JobContext
from storage.members import Members
from storage.polls import Poll


def tell_maker(ctx: JobContext, poll: Poll, card: Card) -> bool:
    """Tell the maker of a poll; False if the maker left or cannot be reached."""
    members = ctx.store[Members]
    maker = None if poll.maker_id is None else members.get(poll.maker_id)
    if maker is not None and members.membership(maker, poll.community_id) is None:
        maker = None
    return maker is not None and ctx.tell(maker, card, calm=True)
