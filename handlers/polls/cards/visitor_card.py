"""A poll for people who look at it before they join: as their room shows it, and no more."""

import re
from dataclasses import replace

from bot.core import Buttons, Card, Context, Router, text
from bot.domain.refusals import Final
from bot.references.joining import show_notice, views_before_joining
from bot.references.polls import (
    open_poll,
    open_poll_in_private,
    poll_command,
    vote_by_ballot,
    vote_command,
    vote_for_choice,
)
from handlers.polls.cards.card import poll_as_it_is
from storage.polls import Poll, Polls

router = Router()

_BUTTONS = "|".join(
    each.name for each in (vote_for_choice, vote_by_ballot, open_poll, open_poll_in_private)
)
_COMMANDS = "|".join(name for each in (vote_command, poll_command) for name in (each.name, each.fr))
_WORD = re.compile(
    rf"in(\d{{1,9}})-(?:v\d{{1,9}}-)?(?:(?:{_BUTTONS})-(\d{{1,9}})|cmd-(?:{_COMMANDS})-(\d{{1,9}}))(?:-.*)?"
)
"""The word of a link to a poll, by its community and its id, or its number there."""


class ViewIsOver(Final):
    """This button was for ten minutes. Press a choice of the poll in its room again."""


@router.contribution(views_before_joining)
def offer_view(ctx: Context, word: str) -> Buttons:
    """A button that shows the poll, to people who are in a room of the community."""
    if _visible_poll(ctx, word) is None:
        return ()
    return ((look_first.button(text("See without voting"), ctx.community.id, word),),)


@router.button("poll_look")
def look_first(ctx: Context, community_id: int, word: str) -> Card:
    """Show a poll as its room shows it; the word is signed for the account that was there."""
    ctx.enter(community_id)
    poll = _visible_poll(ctx, word)
    if poll is None:
        raise ViewIsOver
    shown = open_poll.link_word(ctx, poll.id)
    join = show_notice.button(text("Join and vote"), community_id, shown)
    return replace(poll_as_it_is(ctx, poll), ballot=None, buttons=((join,),))


def _visible_poll(ctx: Context, word: str) -> Poll | None:
    """The poll of a signed word, unless it shows nothing before its end."""
    plain, is_own = ctx.read_word(word)
    poll = _poll_of(ctx, plain) if is_own else None
    if poll is None or poll.conceals or (poll.secret and poll.closed_at is None):
        return None
    return poll


def _poll_of(ctx: Context, word: str) -> Poll | None:
    """The poll of this community that a link's word is about."""
    found = _WORD.fullmatch(word)
    if found is None or int(found[1]) != ctx.community.id:
        return None
    polls, (_, poll_id, number) = ctx.store[Polls], found.groups()
    if poll_id is None:
        polls_here = polls.open_in(ctx.community.id)
        return next((each for each in polls_here if each.number == int(number)), None)
    named = polls.these([int(poll_id)])
    return next((each for each in named if each.community_id == ctx.community.id), None)
