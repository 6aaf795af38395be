"""Polls in which everybody has voted: their makers are told, once."""

from bot.core import Card, JobContext, text
from bot.references.polls import close_poll_button
from handlers.polls.card import poll_card_title
from storage.members import Members
from storage.polls import Poll, Polls


def tell_makers(ctx: JobContext) -> None:
    """Tell the makers of polls in which everybody has voted."""
    for poll in ctx.store[Polls].mark_answered(ctx.now):
        there = ctx.within(poll.community_id)
        maker = None if poll.maker_id is None else there.store[Members].get(poll.maker_id)
        if maker is None or not there.tell(maker, _complete_card(poll), calm=True):
            there.tell_gardeners(_complete_card(poll))


def _complete_card(poll: Poll) -> Card:
    line = text("Everybody has voted. You can close this poll, or wait: votes may still change.")
    close = close_poll_button.button(text("Close this poll"), poll.id)
    return Card(poll_card_title(poll), (line,), ((close,),))
