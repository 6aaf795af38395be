"""One reminder of a poll before its end, to those alone who have not voted."""

from datetime import timedelta

from bot.core import Card, JobContext, JobRegistry, NotForReader, Router, text
from bot.domain.circles import Sending
from bot.domain.dates.recurrence import Once
from bot.domain.dates.spans import Deadline
from bot.domain.polls.ballots import reminder_at
from bot.references.polls import open_poll, poll_reminder_card, remind_of_poll_job
from handlers.polls.cards.card import poll_card_title
from handlers.polls.poll_lookup import is_open
from handlers.polls.voters import may_vote
from storage.polls import AwaitedVotes, Poll, Polls

router = Router()
jobs = JobRegistry()

GRACE = timedelta(hours=1)


def plan_reminder(ctx: JobContext, poll: Poll) -> None:
    """Plan the reminder of a poll, or none: to be called when it opens and when its end moves."""
    at = reminder_at(ctx.now, poll.ends_at)
    if at is None:
        ctx.unplan(reminder_key(poll))
    else:
        remind_of_poll_job.plan(ctx, reminder_key(poll), Once(at), poll.id)


@jobs.job(remind_of_poll_job, grace=GRACE)
def remind_of_poll(ctx: JobContext, poll_id: int) -> None:
    """Remind those who have not voted, each as one of their unasked messages.

    Once in the life of a poll: those who were reminded are not again when its end moves.
    """
    poll = ctx.store[Polls].get(poll_id)
    if is_open(poll) and ctx.store[AwaitedVotes].mark_reminded(poll_id, ctx.now):
        poll_reminder_card.mail(ctx, Sending.POLL, poll_id, audience=poll.whom)


@router.card(poll_reminder_card)
def draw_reminder(ctx: JobContext, poll_id: int) -> Card:
    """The reminder for one person; None for a voter, or once the poll is over."""
    poll = ctx.store[Polls].get(poll_id)
    if ctx.reader_id is None or poll.ends_at is None or poll.ends_at <= ctx.now:
        raise NotForReader
    turns = ctx.store[Polls].open_turns(poll.community_id, ctx.reader_id)
    awaits = any(turn.poll.id == poll_id and turn.awaits for turn in turns)
    if not awaits or not may_vote(ctx, poll, ctx.reader_id):
        raise NotForReader
    end = Deadline(poll.ends_at)
    line = text("You have not voted yet. This poll is open until {end}.", end=end)
    return Card(poll_card_title(poll), (line,), ((open_poll.button(text("Vote"), poll.id),),))


def reminder_key(poll: Poll) -> str:
    """The key under which the reminder of a poll is planned."""
    return f"remind_of_poll:{poll.id}"
