"""Wishes about polls in plain words."""

from collections.abc import Sequence

from bot.core import Answer, Card, Context, Router, text
from bot.domain.conversations import mentions
from bot.references.conversations import Intent, intents
from bot.references.polls import open_poll, poll_command
from handlers.polls.ballot_box import own_turns
from storage.polls import ListedTurn

router = Router()


@router.contribution(intents)
def intents_of_polls(ctx: Context) -> Sequence[Intent]:
    """The intents, from the list of polls to a new one."""
    poll = poll_command
    return (
        Intent("polls_list", text("Polls"), poll, show_named_poll, for_people=True),
        Intent("my_votes", text("See my votes"), poll, show_own_vote, card="vote"),
        Intent("change_vote", text("Change my vote"), poll, show_own_vote, card="vote"),
        Intent("propose_poll", text("Suggest a poll"), poll, offer_to_suggest, for_people=True),
    )


def show_named_poll(ctx: Context, words: str) -> Answer:
    """The one open poll whose question has a telling word of these; None for the list."""
    return _only(ctx, [each for each in own_turns(ctx) if mentions(words, each.poll.question)])


def show_own_vote(ctx: Context, words: str) -> Answer:
    """The poll in which the member voted, with the way to change it; None for the list."""
    voted = [each for each in own_turns(ctx) if each.has_voted]
    return _only(ctx, [each for each in voted if mentions(words, each.poll.question)] or voted)


def _only(ctx: Context, turns: Sequence[ListedTurn]) -> Answer:
    return open_poll.run(ctx, turns[0].poll.id) if len(turns) == 1 else None


def offer_to_suggest(ctx: Context, words: str) -> Card:
    """The button that asks for the parts of a poll."""
    suggest = poll_command.ask_button(text("Suggest a poll"))
    asked = text("I ask you for the question and the choices; you look at it before it counts.")
    return Card(text("📊 A new poll"), (asked,), ((suggest,),))
