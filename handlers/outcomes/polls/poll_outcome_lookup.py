"""A closed poll and its outcome, looked up for gardeners."""

from bot.core import Context
from bot.domain.refusals import Final
from handlers.polls import turn_by_id, turn_by_number
from storage.outcomes import PollOutcome, PollOutcomes
from storage.polls import Poll


class PollStillOpen(Final):
    """The poll “{question}” is not closed yet: its outcome is told afterwards."""


class NoPollOutcome(Final):
    """Nobody has told the outcome of the poll “{question}” yet."""


def closed_poll_by_id(ctx: Context, poll_id: int) -> Poll:
    return _closed(turn_by_id(ctx, poll_id).poll)


def closed_poll_by_number(ctx: Context, number: int) -> Poll:
    return _closed(turn_by_number(ctx, number).poll)


def told_outcome(ctx: Context, poll: Poll) -> PollOutcome:
    """Return the outcome of a poll; raises `NoPollOutcome` if nothing was written."""
    outcome = ctx.store[PollOutcomes].begin(poll.id, ctx.now)
    if not outcome.words:
        raise NoPollOutcome(question=poll.question)
    return outcome


def _closed(poll: Poll) -> Poll:
    if poll.closed_at is None:
        raise PollStillOpen(question=poll.question)
    return poll
