"""The ballot box: votes are taken while a poll is open, and its cards follow."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.core import Context
from bot.domain.dates.recurrence import Once
from bot.domain.polls.ballots_by_kind import left
from bot.domain.polls.choices import Choices, PollOver, PollWithdrawn, tally
from bot.domain.polls.kinds import WORD_CHOICE, PollKind
from bot.domain.refusals import Final
from bot.references.polls import (
    close_at_quorum_job,
    poll_card,
    poll_command,
    published_words_card,
    result_card,
)
from handlers.polls.voters import check_voter
from storage.polls import BallotCounts, Ballots, Poll, Turn, WordsOnPolls
from storage.schedules import Schedules


class SecretOnly(Final):
    """“{question}” is a secret vote: it is cast in private only. To see it: {poll}."""


class TakenAlready(Final):
    """“{thing}” is already taken. Choose something else that is still missing."""


def check_open(ctx: Context, poll: Poll) -> None:
    """Raise if a vote comes too late, or openly in a secret poll."""
    if poll.secret:
        raise SecretOnly(question=poll.short_question, poll=poll_command.typed(poll.number))
    check_deadline(ctx, poll)


def check_deadline(ctx: Context, poll: Poll) -> None:
    """Raise if a vote comes too late.

    Past its end and not closed yet, a poll takes what was sent before: the closing waits until
    each network's backlog was handled, a minute at most. A vote in a backlog that took longer
    counts too, if it was sent before the closing: the posted result follows. A network bounds what
    is stated of that time by when it was read last. Not so in a secret poll, whose ballots are no
    more once they were counted.
    """
    if poll.withdrawn_at is not None:
        raise PollWithdrawn(question=poll.short_question)
    sent_at = ctx.incoming.sent_at
    over = _is_too_late(poll.ends_at, sent_at, ctx.now)
    if poll.closed_at is not None and not over:
        waited = ctx.incoming.backlog and sent_at is not None and not poll.secret
        over = not waited or _is_too_late(poll.closed_at, sent_at, ctx.now)
    if over:
        shown = poll_command.typed(poll.number)
        raise PollOver(question=poll.short_question, poll=shown)


def _is_too_late(end: datetime | None, sent_at: datetime | None, now: datetime) -> bool:
    """True if sent after the end; a time in the future is a wrong clock and proves nothing."""
    return end is not None and sent_at is not None and end <= min(sent_at, now)


def cast_vote(ctx: Context, turn: Turn, ballot: Choices) -> Turn:
    """Cast a ballot; returns the poll with it."""
    if ballot != turn.ballot:
        if ballot and (turn.poll.audience is not None or turn.poll.has_list):
            check_voter(ctx, turn.poll, ctx.member.id)
        put_ballot(ctx, turn, ballot, ctx.member.id)
    return replace(turn, ballot=ballot)


def put_ballot(
    ctx: Context, turn: Turn, ballot: Choices, voter_id: int, *, asked_on: date | None = None
) -> None:
    """Store a ballot. Words are removed with the vote or choice that they came with."""
    _check_free(ctx, turn, ballot)
    ctx.store[Ballots].cast(turn.poll.id, voter_id, ballot, ctx.now, asked_on=asked_on)
    worded = WORD_CHOICE.get(turn.poll.kind)
    if not ballot or (worded in turn.ballot and worded not in ballot):
        ctx.store[WordsOnPolls].take_back(turn.poll.id, voter_id)
        published_words_card.refresh(ctx, turn.poll.id)
    poll_card.refresh(ctx, turn.poll.id)
    plan_close_at_quorum(ctx, turn.poll)
    if turn.poll.closed_at is not None:
        result_card.refresh(ctx, turn.poll.id)


def _check_free(ctx: Context, turn: Turn, ballot: Choices) -> None:
    """Raise `TakenAlready` for a thing that enough people bring."""
    poll, new = turn.poll, set(ballot) - set(turn.ballot)
    if poll.kind != PollKind.BRING or not new:
        return
    taken = tally(len(poll.options), ctx.store[BallotCounts].of(poll.id))
    missing = left(poll.options, taken.counts)
    full = [poll.options[each - 1] for each in sorted(new) if not missing[each - 1]]
    if full:
        raise TakenAlready(thing=full[0])


def plan_close_at_quorum(ctx: Context, poll: Poll) -> None:
    """Plan to check the quorum after this vote, where the poll closes at it.

    A planned check stays as it is: votes in quick succession would put it off each time.
    """
    key = f"close_at_quorum:{poll.id}"
    is_open = poll.close_at_quorum and poll.closed_at is None
    if is_open and ctx.store[Schedules].get(key) is None:
        close_at_quorum_job.plan(ctx, key, Once(ctx.now + timedelta(seconds=1)), poll.id)
