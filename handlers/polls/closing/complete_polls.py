"""Polls in which everybody has voted: their makers are told, once."""

from bot.core import Card, JobContext, text
from bot.references.polls import close_poll_button
from handlers.polls.cards.card import poll_card_title
from handlers.polls.closing.poll_maker import tell_maker
from storage.polls import AwaitedVotes, Poll


def tell_makers(ctx: JobContext) -> None:
    """Tell the makers of polls in which everybody has voted, or else the gardeners."""
    for poll in ctx.store[AwaitedVotes].mark_complete(ctx.now):
        there, card = ctx.within(poll.community_id), _complete_card(poll)
        if not tell_maker(there, poll, card):
            there.tell_gardeners(card)


def _complete_card(poll: Poll) -> Card:
    line = text("Everybody has voted. You can close this poll, or wait: votes may still change.")
    close = close_poll_button.button(text("Close this poll"), poll.id)
    return Card(poll_card_title(poll), (line,), ((close,),))
