"""Vote by button, by the number of a choice or by its words; members may change their vote."""

from dataclasses import replace
from datetime import datetime

from bot.core import Answer, Context, Router, Text, Toast, Where, text
from bot.domain.polls.choices import (
    PollOver,
    PollWithdrawn,
    check_ballot,
    choices_meant,
    no_such_choice,
)
from bot.domain.polls.tally import Choices, added, tapped
from bot.domain.roles import Role
from bot.references.polls import (
    open_poll,
    poll_card,
    poll_command,
    result_card,
    vote_by_ballot,
    vote_command,
    vote_for_choice,
    withdraw_vote,
)
from handlers.polls.card import choice_labels
from handlers.polls.own_card import vote_confirmation
from handlers.polls.poll_lookup import turn_by_id, turn_by_number
from storage.polls import Ballots, Poll, Turn

router = Router()


@router.button(vote_for_choice, who=Role.MEMBER, deep=True, by_link=open_poll, card=poll_card)
def vote_by_button(ctx: Context, poll_id: int, choice: int) -> Answer:
    """Vote by button; where several choices are possible, a second press unticks one.

    Only a press on the button itself does: a link followed twice, or a yes to joining given twice,
    casts the same vote twice. A reaction is taken back by itself.
    """
    turn = turn_by_id(ctx, poll_id)
    check_open(ctx, turn.poll)
    _check_ballot(turn.poll, (choice,))
    pressed = vote_for_choice.press(poll_id, choice)
    was_tapped = bool(ctx.incoming.press_id) and ctx.incoming.press == pressed
    change = tapped if was_tapped else added
    ballot = change(turn.ballot, choice, multiple=turn.poll.multiple)
    stays = ballot == turn.ballot
    turn = _cast_vote(ctx, turn, ballot)
    if was_tapped and (stays or not ctx.direct):
        return Toast(_toast_text(turn, stays=stays))
    return vote_confirmation(ctx, turn, _vote_text(turn))


@router.button(withdraw_vote, who=Role.MEMBER)
def withdraw_by_button(ctx: Context, poll_id: int) -> Answer:
    """Withdraw one's vote."""
    turn = turn_by_id(ctx, poll_id)
    check_open(ctx, turn.poll)
    turn = _cast_vote(ctx, turn, ())
    return vote_confirmation(ctx, turn, _vote_text(turn))


@router.undo(vote_for_choice)
def take_back_vote(ctx: Context, poll_id: int, choice: int) -> Toast | None:
    """Take a choice back with its reaction, unless another one has replaced it."""
    turn = turn_by_id(ctx, poll_id)
    if choice not in turn.ballot:
        return None
    check_open(ctx, turn.poll)
    ballot = tuple(each for each in turn.ballot if each != choice)
    return Toast(_vote_text(_cast_vote(ctx, turn, ballot)))


@router.button(vote_by_ballot, who=Role.MEMBER, deep=True, by_link=open_poll)
def vote_in_native_poll(ctx: Context, poll_id: int, choices: list[int]) -> Toast:
    """Vote in a native poll: the choices are the whole ballot, none takes it back."""
    turn = turn_by_id(ctx, poll_id)
    check_open(ctx, turn.poll)
    ballot = tuple(sorted(set(choices)))
    _check_ballot(turn.poll, ballot)
    return Toast(_vote_text(_cast_vote(ctx, turn, ballot)))


@router.undo(vote_in_native_poll)
def take_back_ballot(ctx: Context, poll_id: int, choices: list[int]) -> Toast | None:
    """Take the vote back with its message, unless another one has replaced it."""
    turn = turn_by_id(ctx, poll_id)
    if not choices or turn.ballot != tuple(sorted(set(choices))):
        return None
    check_open(ctx, turn.poll)
    return Toast(_vote_text(_cast_vote(ctx, turn, ())))


@router.command(vote_command, who=Role.MEMBER, theme="part", label=text("Vote"), shows=True)
def choose_poll(ctx: Context) -> Answer:
    """See the polls that you can vote in."""
    return poll_command.follow(ctx)


@router.command(
    "vote", fr="voter", who=Role.MEMBER, where=Where.DIRECT, example="7 2", theme="part"
)
def vote(ctx: Context, number: int, choices: str = "") -> Answer:
    """Vote by the number of a choice, or by its words."""
    turn = turn_by_number(ctx, number)
    if not choices:
        return open_poll.follow(ctx, turn.poll.id)
    check_open(ctx, turn.poll)
    ballot = choices_meant(choices, turn.poll.options)
    if ballot is None:
        raise no_such_choice(number, turn.poll.options, choices)
    _check_ballot(turn.poll, ballot)
    if not ballot and not turn.ballot:
        return text("You have no vote in poll {number}.", number=number)
    turn = _cast_vote(ctx, turn, ballot)
    return vote_confirmation(ctx, turn, _vote_text(turn))


def _check_ballot(poll: Poll, ballot: Choices) -> None:
    """Raise for choices that the poll does not have, and for several where one counts."""
    number, first = poll.number, ballot[0] if ballot else 1
    example = choose_poll.typed(number, first)
    check_ballot(ballot, number, poll.options, multiple=poll.multiple, example=example)


def check_open(ctx: Context, poll: Poll) -> None:
    """Raise if a vote comes too late.

    Past its end and not closed yet, a poll takes what was sent before: the closing waits until
    each network's backlog was handled, a minute at most. A vote in a backlog that took longer
    counts too, if it was sent before the closing: the posted result follows.
    """
    if poll.withdrawn_at is not None:
        raise PollWithdrawn(number=poll.number)
    sent_at = ctx.incoming.sent_at
    over = _is_too_late(poll.ends_at, sent_at, ctx.now)
    if poll.closed_at is not None and not over:
        waited = ctx.incoming.backlog and sent_at is not None
        over = not waited or _is_too_late(poll.closed_at, sent_at, ctx.now)
    if over:
        shown = poll_command.typed(poll.number)
        raise PollOver(number=poll.number, poll=shown)


def _is_too_late(end: datetime | None, sent_at: datetime | None, now: datetime) -> bool:
    """True if it was sent past an end; a network whose clock is ahead proves nothing."""
    return end is not None and sent_at is not None and end <= min(sent_at, now)


def _cast_vote(ctx: Context, turn: Turn, ballot: Choices) -> Turn:
    """Cast a ballot; returns the poll with it."""
    if ballot != turn.ballot:
        ctx.store[Ballots].cast(turn.poll.id, ctx.member.id, ballot, ctx.now)
        refresh_cards(ctx, turn.poll)
    return replace(turn, ballot=ballot)


def refresh_cards(ctx: Context, poll: Poll) -> None:
    """Refresh the card of a poll, and of its result once it is posted."""
    poll_card.refresh(ctx, poll.id)
    if poll.closed_at is not None:
        result_card.refresh(ctx, poll.id)


def _toast_text(turn: Turn, *, stays: bool) -> Text:
    """The confirmation over a pressed button, and how to take the vote back."""
    labels = choice_labels(turn.poll, turn.ballot)
    if not turn.ballot:
        return text("Your vote is withdrawn.")
    if turn.poll.multiple:
        return text("Your vote: {choices}. Tap a choice again to untick it.", choices=labels)
    if stays:
        return text(
            "You have voted: {choices}. To withdraw your vote: {poll}, in private.",
            choices=labels,
            poll=poll_command.typed(turn.poll.number),
        )
    return text("Your vote: {choices}. Tap another choice to change it.", choices=labels)


def _vote_text(turn: Turn) -> Text:
    if not turn.ballot:
        return text("Your vote is withdrawn.")
    return text("Your vote: {choices}.", choices=choice_labels(turn.poll, turn.ballot))
