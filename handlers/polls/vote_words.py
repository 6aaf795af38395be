"""Confirmations of votes."""

from bot.core import Text, ntext, text
from bot.domain.polls.kinds import PollKind
from bot.references.polls import poll_command
from handlers.polls.kinds import choice_labels, date_tap_text, ranking_text
from storage.polls import Turn

VOTE_AGAIN = text("Then vote again: until a vote counts, I keep nothing of it.")
"""Said where a vote that may be secret does not wait for the answer to another question."""


def toast_text(turn: Turn, choice: int, *, stays: bool) -> Text:
    """The confirmation over a pressed button, and how to take the vote back."""
    rules, labels = turn.poll.rules, choice_labels(turn.poll, turn.ballot)
    if not turn.ballot:
        return _withdrawn_text(turn.poll.kind)
    if turn.poll.kind == PollKind.DATE:
        return date_tap_text(turn.poll, turn.ballot, choice)
    if turn.poll.kind == PollKind.RANKED:
        ranking = ranking_text(turn.poll, turn.ballot)
        return text("{ranking}. Tap the next one, or one of these to take it out.", ranking=ranking)
    if turn.poll.kind == PollKind.BRING:
        return text("You bring: {things}. Tap it again to give it up.", things=labels)
    if missing := rules.missing(turn.ballot):
        return _incomplete_text(turn, missing)
    if rules.multiple:
        return text("Your vote: {choices}. Tap a choice again to untick it.", choices=labels)
    if stays:
        return text(
            "You have voted: {choices}. To withdraw your vote: {poll}, in private.",
            choices=labels,
            poll=poll_command.typed(turn.poll.number),
        )
    return text("Your vote: {choices}. Tap another choice to change it.", choices=labels)


def vote_text(turn: Turn) -> Text:
    """The vote as it is now."""
    if not turn.ballot:
        return _withdrawn_text(turn.poll.kind)
    if missing := turn.poll.rules.missing(turn.ballot):
        return _incomplete_text(turn, missing)
    if turn.poll.kind == PollKind.OPEN:
        return text("You have answered: the gardening team reads it.")
    labels = choice_labels(turn.poll, turn.ballot)
    if turn.poll.kind == PollKind.BRING:
        return text("You bring: {things}.", things=labels)
    if turn.poll.kind == PollKind.RANKED:
        ranking = ranking_text(turn.poll, turn.ballot)
        return text("Your ranking: {ranking}.", ranking=ranking)
    return text("Your vote: {choices}.", choices=labels)


def changing_labels(kind: str) -> tuple[Text, Text]:
    """The labels of the buttons that change and withdraw a vote of this kind."""
    if kind == PollKind.OPEN:
        return text("Change my answer"), text("Withdraw my answer")
    if kind == PollKind.BRING:
        return text("Change what I bring"), text("Bring nothing any more")
    return text("Change my vote"), text("Withdraw my vote")


def _withdrawn_text(kind: str) -> Text:
    """The confirmation of a withdrawn vote."""
    if kind == PollKind.OPEN:
        return text("Your answer is withdrawn.")
    if kind == PollKind.BRING:
        return text("You bring nothing any more.")
    return text("Your vote is withdrawn.")


def _incomplete_text(turn: Turn, missing: int) -> Text:
    """The choices so far, and how many more make them count."""
    return ntext(
        "So far: {choices}. Choose {count} more, and your vote counts.",
        "So far: {choices}. Choose {count} more, and your vote counts.",
        missing,
        choices=choice_labels(turn.poll, turn.ballot),
    )
