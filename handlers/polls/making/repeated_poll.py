"""Make a poll again that is over: the same question and choices, seen before it is published."""

from dataclasses import fields

from bot.core import Card, Context, Router
from bot.references.polls import repeat_poll
from handlers.polls import acts
from handlers.polls.making.preview import preview_card
from handlers.polls.poll_lookup import poll_makers, turn_by_id
from storage.polls import NewPoll

router = Router()


@router.button(repeat_poll, who=poll_makers, trace=acts.PREPARE_A_POLL)
def prepare_again(ctx: Context, poll_id: int) -> Card:
    """Show a poll like this one before it is published; it has no end yet."""
    poll = turn_by_id(ctx, poll_id).poll
    kept = {each.name for each in fields(NewPoll)} - {"ends_at", "proposal"}
    return preview_card(ctx, NewPoll(**{name: getattr(poll, name) for name in kept}))
