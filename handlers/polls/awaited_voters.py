"""People who have not voted yet, their one reminder, and the settled list of voters."""

from datetime import datetime, timedelta

from bot.core import (
    MOST_WAITING,
    Act,
    Buttons,
    Card,
    Context,
    JobContext,
    JobRegistry,
    Line,
    NotForReader,
    Router,
    Todo,
    ntext,
    text,
    todos,
)
from bot.domain.circles import Sending
from bot.domain.dates.recurrence import Once
from bot.domain.dates.spans import Deadline
from bot.domain.polls.ballots_by_kind import reminder_at
from bot.domain.refusals import Final
from bot.domain.roles import Role
from bot.references.polls import (
    open_poll,
    poll_reminder_card,
    remind_of_poll_job,
    see_awaited_voters,
    see_voter_list,
)
from bot.vocabulary.lists import others_rows, page_start
from handlers.polls.ballot_box import (
    has_quorum,
    is_open,
    may_vote,
    opening_day,
    turn_by_id,
)
from handlers.polls.card import poll_card_title
from storage.polls import AwaitedVotes, BallotCounts, Poll, Polls, SecretVotes
from storage.schedules import Schedules

router = Router()

READ_WHO_HAS_NOT_VOTED = Act(
    text("{who} read who has not voted in a poll"), text("read who has not voted in a poll")
)
READ_VOTER_LIST = Act(
    text("{who} read the list of voters of a poll"), text("read the list of voters of a poll")
)

jobs = JobRegistry()
MOST_LISTED = 150
MOST_NAMED = 50
GRACE = timedelta(hours=1)
SOON = timedelta(days=2)
LONG_OPEN = timedelta(days=7)
"""Time after which the gardeners are told of a poll without an end that is short of its quorum."""


class NoVoterList(Final):
    """“{question}” has no settled list of voters: members vote as they are when they vote."""


class VotersNotNamed(Final):
    """“{question}” is closed, or shows no names: only the number of votes is told."""


@router.contribution(todos)
def polls_short_of_quorum(ctx: Context) -> list[Todo]:
    """Open polls short of their quorum that end soon, or that have been open for long."""
    tasks = []
    for poll in ctx.store[Polls].short_of_time(
        ctx.community.id,
        ends_by=ctx.now + SOON,
        opened_by=ctx.now - LONG_OPEN,
        most=MOST_WAITING,
    ):
        voters = (
            ctx.store[SecretVotes].turnout(poll.id).voted
            if poll.secret
            else ctx.store[BallotCounts].of(poll.id).voters
        )
        if has_quorum(poll, voters):
            continue
        line = ntext(
            "“{question}”: {count} vote so far, {quorum} are needed.",
            "“{question}”: {count} votes so far, {quorum} are needed.",
            voters,
            question=poll.short_question,
            quorum=poll.quorum,
        )
        look = open_poll.button(text("See “{question}”", question=poll.short_question), poll.id)
        tasks.append(Todo(line, (look,), poll.ends_at))
    return tasks


@router.button(see_awaited_voters, who=Role.GARDENER, trace=READ_WHO_HAS_NOT_VOTED)
def show_awaited_voters(ctx: Context, poll_id: int) -> Card:
    """Show who has not voted yet, and whether they are reminded."""
    return _awaited_card(ctx, poll_id, 0)


@router.button("poll_awaited_more", who=Role.GARDENER, trace=READ_WHO_HAS_NOT_VOTED)
def show_more_awaited(ctx: Context, poll_id: int, after: int) -> Card:
    """Show the next ones who have not voted yet."""
    return _awaited_card(ctx, poll_id, page_start(after))


def _awaited_card(ctx: Context, poll_id: int, after: int) -> Card:
    poll = turn_by_id(ctx, poll_id).poll
    if not poll.public or not is_open(poll):
        raise VotersNotNamed(question=poll.short_question)
    ctx.trace(number=poll.number)
    awaited = ctx.store[AwaitedVotes].names(poll)
    back: Buttons = ((open_poll.button(text("Back to the poll"), poll.id),),)
    if not awaited:
        return Card(poll_card_title(poll), (text("Everybody has voted."),), back)
    lines: list[Line] = [
        ntext(
            "{count} person has not voted yet:", "{count} people have not voted yet:", len(awaited)
        ),
        text("{names}", names=awaited[after : after + MOST_NAMED]),
    ]
    start = after + MOST_NAMED
    rest = others_rows(
        len(awaited) - start, lambda label: show_more_awaited.button(label, poll_id, start)
    )
    return Card(poll_card_title(poll), (*lines, *_reminder_line(ctx, poll)), (*rest, *back))


def _reminder_line(ctx: Context, poll: Poll) -> list[Line]:
    """The time of the reminder, past or planned; empty without a reminder."""
    sent_at = ctx.store[AwaitedVotes].reminded_at(poll.id)
    if sent_at is not None:
        return [text("They were reminded on {moment}.", moment=sent_at)]
    planned_at: datetime | None = ctx.store[Schedules].next_due(reminder_key(poll))
    return [text("I remind them on {moment}.", moment=planned_at)] if planned_at else []


@router.button(see_voter_list, who=Role.GARDENER, trace=READ_VOTER_LIST)
def show_voter_list(ctx: Context, poll_id: int) -> Card:
    """Show who could vote; never who did.

    Of those who left only the number is told: in a secret vote they are on it because they voted.
    """
    return _voters_card(ctx, poll_id, 0)


@router.button("poll_voters_more", who=Role.GARDENER, trace=READ_VOTER_LIST)
def show_more_voters(ctx: Context, poll_id: int, after: int) -> Card:
    """Show the next ones on the list."""
    return _voters_card(ctx, poll_id, page_start(after))


def _voters_card(ctx: Context, poll_id: int, after: int) -> Card:
    poll = turn_by_id(ctx, poll_id).poll
    if not poll.has_list:
        raise NoVoterList(question=poll.short_question)
    ctx.trace(number=poll.number)
    names = ctx.store[SecretVotes].names(poll)
    lines: list[Line] = [
        text("List of voters, settled on {day}:", day=opening_day(ctx, poll)),
        text("{names}", names=names[after : after + MOST_LISTED]),
    ]
    left = ctx.store[SecretVotes].turnout(poll.id).entitled - len(names)
    if left > 0:
        lines.append(ntext("And {count} who left since.", "And {count} who left since.", left))
    start = after + MOST_LISTED
    rest = others_rows(
        len(names) - start, lambda label: show_more_voters.button(label, poll_id, start)
    )
    back = ((open_poll.button(text("Back to the poll"), poll.id),),)
    return Card(poll_card_title(poll), tuple(lines), (*rest, *back))


def plan_reminder(ctx: JobContext, poll: Poll) -> None:
    """Plan the reminder of a poll. Call it when the poll opens and when its end moves."""
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
    check_awaited(ctx, poll)
    if poll.ends_at is None:
        raise NotForReader
    end = Deadline(poll.ends_at)
    line = text("You have not voted yet. This poll is open until {end}.", end=end)
    return Card(poll_card_title(poll), (line,), ((open_poll.button(text("Vote"), poll.id),),))


def check_awaited(ctx: JobContext, poll: Poll) -> None:
    """Raise `NotForReader` unless the reader of a mailed card may still vote and has not."""
    if ctx.reader_id is None or (poll.ends_at is not None and poll.ends_at <= ctx.now):
        raise NotForReader
    turns = ctx.store[Polls].open_turns(poll.community_id, ctx.reader_id)
    awaits = any(turn.poll.id == poll.id and turn.awaits for turn in turns)
    if not awaits or not may_vote(ctx, poll, ctx.reader_id):
        raise NotForReader


def reminder_key(poll: Poll) -> str:
    return f"remind_of_poll:{poll.id}"
