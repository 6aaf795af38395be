"""Voting: by a tap, by the number of a choice or by its words; once a member, changed at will."""

from datetime import datetime

from bot.core import Answer, Context, Router, Text, Toast, Where, text
from bot.domain.polls.choices import PollOver, PollWithdrawn, check_ballot, meant, no_such_choice
from bot.domain.polls.tally import Choices, added, tapped
from bot.domain.refusals import Refusal
from bot.domain.roles import Role
from bot.references.polls import (
    poll_card,
    poll_command,
    press_ballot,
    press_poll,
    press_vote,
    result_card,
    vote_command,
)
from storage.polls import Poll, Polls, Turn

router = Router()


class NothingToVoteIn(Refusal):
    """There is no poll {number} here. Write the poll's number, then your choice's: {example}."""


class VoteElsewhere(Refusal):
    """This poll does not belong to this community, so you cannot vote in it here."""


@router.button(press_vote, who=Role.MEMBER, deep=True, by_link=press_poll, card=poll_card)
def vote_by_tap(ctx: Context, poll_id: int, choice: int) -> Toast:
    """Vote by a tap; a second tap on the same button takes the vote back.

    Only a tap on the very button does: a link followed twice, or a yes to joining given twice,
    says the same vote twice. A reaction is taken back by itself.
    """
    turn = _turn(ctx, poll_id)
    _check_open(ctx, turn.poll)
    _check_choices(turn.poll, (choice,))
    pressed = press_vote.press(poll_id, choice)
    was_tapped = bool(ctx.incoming.press_id) and ctx.incoming.press == pressed
    change = tapped if was_tapped else added
    ballot = change(turn.ballot, choice, multiple=turn.poll.multiple)
    _cast(ctx, turn, ballot)
    return Toast(_told(turn.poll, ballot) if was_tapped else _confirmed(turn.poll, ballot))


@router.undo(press_vote)
def take_back_vote(ctx: Context, poll_id: int, choice: int) -> Toast | None:
    """Take a choice back with the reaction that made it, unless another one has replaced it."""
    turn = _turn(ctx, poll_id)
    if choice not in turn.ballot:
        return None
    _check_open(ctx, turn.poll)
    ballot = tuple(each for each in turn.ballot if each != choice)
    _cast(ctx, turn, ballot)
    return Toast(_confirmed(turn.poll, ballot))


@router.button(press_ballot, who=Role.MEMBER, deep=True, by_link=press_poll)
def fill_ballot(ctx: Context, poll_id: int, choices: list[int]) -> Toast:
    """Vote in a network's own poll: the choices are the whole ballot, none takes it back."""
    turn = _turn(ctx, poll_id)
    _check_open(ctx, turn.poll)
    ballot = tuple(sorted(set(choices)))
    _check_choices(turn.poll, ballot)
    _cast(ctx, turn, ballot)
    return Toast(_confirmed(turn.poll, ballot))


@router.undo(fill_ballot)
def take_back_ballot(ctx: Context, poll_id: int, choices: list[int]) -> Toast | None:
    """Take the vote back with the message that made it, unless another one has replaced it."""
    turn = _turn(ctx, poll_id)
    if not choices or turn.ballot != tuple(sorted(set(choices))):
        return None
    _check_open(ctx, turn.poll)
    _cast(ctx, turn, ())
    return Toast(_confirmed(turn.poll, ()))


@router.command(vote_command, who=Role.MEMBER, theme="part", label=text("Vote"), shows=True)
def choose_poll(ctx: Context) -> Answer:
    """See the polls that you can vote in."""
    return poll_command.follow(ctx)


@router.command(
    "vote", fr="voter", who=Role.MEMBER, where=Where.DIRECT, example="7 2", theme="part"
)
def vote(ctx: Context, number: int, choices: str = "") -> Answer:
    """Vote by the number of a choice, or by its words."""
    turn = ctx.store[Polls].turn(ctx.community.id, ctx.member.id, number=number)
    if turn is None:
        raise NothingToVoteIn(number=number, example=choose_poll.typed("7", "2"))
    if not choices:
        return press_poll.follow(ctx, turn.poll.id)
    _check_open(ctx, turn.poll)
    ballot = meant(choices, turn.poll.options)
    if ballot is None:
        raise no_such_choice(number, turn.poll.options, choices)
    _check_choices(turn.poll, ballot)
    if not ballot and not turn.ballot:
        return text("You have no vote in poll {number}.", number=number)
    _cast(ctx, turn, ballot)
    return _confirmed(turn.poll, ballot)


def _turn(ctx: Context, poll_id: int) -> Turn:
    turn = ctx.store[Polls].turn(ctx.community.id, ctx.member.id, poll_id=poll_id)
    if turn is None:
        raise VoteElsewhere
    return turn


def _check_choices(poll: Poll, ballot: Choices) -> None:
    """Refuse choices that the poll does not have, and several where one counts."""
    number, first = poll.number, ballot[0] if ballot else 1
    example = choose_poll.typed(number, first)
    check_ballot(ballot, number, poll.options, multiple=poll.multiple, example=example)


def _check_open(ctx: Context, poll: Poll) -> None:
    """Refuse a vote that comes too late.

    Past its end and not closed yet, a poll takes what was sent before: the closing waits until
    each network's backlog was handled, a minute at most. What was in a backlog that took longer
    counts too, if it was sent before the closing: the posted result follows.
    """
    if poll.withdrawn_at is not None:
        raise PollWithdrawn(number=poll.number)
    sent_at = ctx.incoming.sent_at
    over = _is_past(poll.ends_at, sent_at, ctx.now)
    if poll.closed_at is not None and not over:
        waited = ctx.incoming.backlog and sent_at is not None
        over = not waited or _is_past(poll.closed_at, sent_at, ctx.now)
    if over:
        shown = poll_command.typed(poll.number)
        raise PollOver(number=poll.number, poll=shown)


def _is_past(end: datetime | None, sent_at: datetime | None, now: datetime) -> bool:
    """Whether it was sent past an end; a network whose clock is ahead of ours proves nothing."""
    return end is not None and sent_at is not None and end <= min(sent_at, now)


def _cast(ctx: Context, turn: Turn, ballot: Choices) -> None:
    if ballot != turn.ballot:
        ctx.store[Polls].cast(turn.poll.id, ctx.member.id, ballot, ctx.now)
        poll_card.refresh(ctx, turn.poll.id)
        if turn.poll.closed_at is not None:
            result_card.refresh(ctx, turn.poll.id)


def _told(poll: Poll, ballot: Choices) -> Text:
    """What is said over a tapped button."""
    if not ballot:
        return text("Your vote is taken back.")
    labels = _labels(poll, ballot)
    if poll.multiple:
        return text("Your vote: {choices}. Touch a choice again to take it back.", choices=labels)
    return text("Your vote: {choices}. Touch it again to take it back.", choices=labels)


def _confirmed(poll: Poll, ballot: Choices) -> Text:
    """What is said where there may be no button to touch again."""
    if not ballot:
        return text("Your vote in poll {number} is taken back.", number=poll.number)
    return text(
        "Your vote in poll {number}: {choices}. To take it back: {withdraw}",
        number=poll.number,
        choices=_labels(poll, ballot),
        withdraw=choose_poll.typed(poll.number, ("withdraw", "retirer")),
    )


def _labels(poll: Poll, ballot: Choices) -> list[str]:
    return [poll.options[number - 1] for number in ballot]
