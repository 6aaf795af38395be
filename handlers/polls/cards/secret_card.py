"""The card of an open secret poll: how many voted, never what."""

from dataclasses import replace

from bot.core import Button, Buttons, Context, Line, Text, Typed, Words, ntext, text
from bot.domain.polls.ballots import carried
from bot.domain.polls.choices import Choices
from bot.domain.polls.kinds import PollKind
from bot.domain.polls.secret_votes import EXAMPLE_RECEIPT
from bot.references.polls import open_poll_in_private, tick_in_secret, vote_command, vote_in_secret
from handlers.polls.kinds import choice_labels, option_labels, ranking_text
from handlers.polls.voters import opening_day
from storage.polls import Poll, Turnout


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
    return vote_command.typed(poll.number, 2, EXAMPLE_RECEIPT)


def private_door(poll: Poll) -> Buttons:
    """The button that leads from a shared room to the vote, seen by nobody else."""
    door = open_poll_in_private.button(text("Vote in private"), poll.id)
    return ((replace(door, private=True),),)


def own_secret_lines(
    ctx: Context, poll: Poll, ticked: Choices, *, voted: bool | None
) -> tuple[Line, ...]:
    """The reader's own part in an open secret poll: the permitted acts, or why there are none.

    `voted` is None for a reader who may not vote.
    """
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
            "You have voted. Your receipt changes your vote. For example, with an invented "
            "receipt: {vote}",
            vote=changing_words(poll),
        )
        return (changing,)
    if not poll.rules.multiple:
        return (text("Nobody will be able to tell what you chose."),)
    if ctx.network.buttons:
        return (_ticked_text(poll, ticked),)
    written = vote_command.typed(poll.number, 1, 2)
    return (text("Write your choices in one message: {vote}", vote=written),)


def _ticked_text(poll: Poll, ticked: Choices) -> Text:
    """The choices so far, which only the buttons below carry."""
    if not ticked:
        return text("Tap your choices, then vote. Nobody will be able to tell what you chose.")
    is_ranked = poll.kind == PollKind.RANKED
    choices = ranking_text(poll, ticked) if is_ranked else choice_labels(poll, ticked)
    return text("So far, and not counted yet: {choices}", choices=choices)


def secret_buttons(ctx: Context, poll: Poll, ticked: Choices) -> Buttons:
    """A button for each choice, for an entitled member who has not voted.

    Where several choices are possible, they carry those that are ticked: nothing else keeps them.
    A network without buttons keeps what its numbers mean, so there they are written.
    """
    rules = poll.rules
    if rules.multiple and not ctx.network.buttons:
        return ()
    numbered = enumerate(option_labels(poll), start=1)
    if not rules.multiple:
        return tuple((_vote_button(poll, label, (nth,)),) for nth, label in numbered)
    rows = tuple((_tick_button(poll, label, nth, ticked),) for nth, label in numbered)
    if not ticked or rules.missing(ticked):
        return rows
    vote = ntext("Vote: {count} choice", "Vote: {count} choices", len(ticked))
    return (*rows, (_vote_button(poll, vote, ticked),))


def _vote_button(poll: Poll, label: Words, ballot: Choices) -> Button:
    return vote_in_secret.button(label, poll.id, _carried(poll, ballot))


def _tick_button(poll: Poll, label: Words, option: int, ticked: Choices) -> Button:
    if option in ticked and poll.kind == PollKind.RANKED:
        rank = ticked.index(option) + 1
        label = text("{number}. {choice}", number=rank, choice=label)
    elif option in ticked:
        label = text("✓ {choice}", choice=label)
    ticked_ids, option_id = _carried(poll, ticked), poll.choice_id(option)
    return tick_in_secret.button(label, poll.id, ticked_ids, option_id)


def _carried(poll: Poll, ballot: Choices) -> str:
    """A ballot as a button carries it: by the ids of its choices."""
    return carried(tuple(map(poll.choice_id, ballot)))
