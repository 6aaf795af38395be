"""The card of an open secret poll: how many voted, never what."""

from dataclasses import replace

from bot.core import Buttons, Context, Line, Text, Typed, ntext, text
from bot.domain.polls.receipts import EXAMPLE
from bot.references.polls import open_poll_in_private, vote_command, vote_in_secret
from handlers.polls.kinds import option_labels
from handlers.polls.voters import opening_day
from storage.polls import Poll, SecretVotes, Turnout


def secret_turnout(turnout: Turnout) -> Text:
    """The number of people who voted, of those who may."""
    voted, entitled = turnout
    if not voted:
        return text("Be the first to vote")
    return ntext(
        "{count} of {entitled} people entitled voted",
        "{count} of {entitled} people entitled voted",
        voted,
        entitled=entitled,
    )


def changing_words(poll: Poll) -> Typed:
    """An example of how a vote is changed by its receipt."""
    return vote_command.typed(poll.number, 2, EXAMPLE)


def private_door(poll: Poll) -> Buttons:
    """The button that leads from a shared room to the vote, seen by nobody else."""
    door = open_poll_in_private.button(text("Vote in private"), poll.id)
    return ((replace(door, private=True),),)


def own_secret_lines(ctx: Context, poll: Poll) -> tuple[Line, ...]:
    """The reader's own part in an open secret poll: what they may do, or why not."""
    voted = ctx.store[SecretVotes].voted(poll.id, ctx.member.id)
    if voted is None:
        return (
            text(
                "You can follow this vote, but not take part: you were not on the list of voters "
                "when it opened, on {day}.",
                day=opening_day(ctx, poll),
            ),
        )
    if voted:
        changing = text(
            "You have voted. With your receipt you can change it: {vote}",
            vote=changing_words(poll),
        )
        return (changing,)
    if poll.rules.multiple:
        written = vote_command.typed(poll.number, 1, 2)
        return (text("Write your choices in one message: {vote}", vote=written),)
    return (text("Nobody will be able to tell what you chose."),)


def secret_buttons(ctx: Context, poll: Poll) -> Buttons:
    """A button for each choice, for an entitled member who has not voted."""
    if poll.rules.multiple or ctx.store[SecretVotes].voted(poll.id, ctx.member.id) is not False:
        return ()
    numbered = enumerate(option_labels(poll), start=1)
    return tuple((vote_in_secret.button(label, poll.id, nth),) for nth, label in numbered)
