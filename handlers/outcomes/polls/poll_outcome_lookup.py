"""A closed poll and its outcome, looked up for gardeners."""

from bot.core import Context, Words, text
from bot.domain.refusals import Final
from handlers.polls import MOST_OFFERED, poll_choice, turn_by_id, turn_by_number
from storage.inbound import Forms
from storage.outcomes import PollOutcome, PollOutcomes
from storage.polls import Poll, Polls

NO_POLLS_TO_FOLLOW_UP = text(
    "No closed poll waits for its outcome. To change one that was told, add its number."
)


class PollStillOpen(Final):
    """The poll “{question}” is not closed yet: its outcome is told afterwards."""


class NoPollOutcome(Final):
    """Nobody has told the outcome of the poll “{question}” yet."""


def polls_to_follow_up(ctx: Context) -> list[tuple[str, Words]]:
    """The closed polls whose outcome nobody has told yet."""
    untold = [each.poll for each in ctx.store[PollOutcomes].untold(ctx.community.id)]
    return [(str(each.number), poll_choice(each)) for each in untold[:MOST_OFFERED]]


def question_of_form(ctx: Context) -> dict[str, object]:
    """The question of the poll whose form is open, to fill the form's own question."""
    form = ctx.store[Forms].open_in(ctx.private_room or ctx.incoming.room, ctx.now)
    number = 0 if form is None else int(form.answers.get("number", "0"))
    turn = ctx.store[Polls].turn(ctx.community.id, ctx.member.id, number=number)
    return {"question": "–" if turn is None else turn.poll.short_question}


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
