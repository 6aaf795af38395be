"""Close a poll by command, by button, or at its end by a job, with news for its maker."""

from datetime import datetime, timedelta
from typing import Annotated

from bot.core import Card, Context, JobContext, JobRegistry, Replace, Router, asks, text
from bot.domain.addresses import shortened
from bot.domain.polls.boxes_and_receipts import FEWEST
from bot.domain.polls.rules import PollOver
from bot.domain.refusals import Final
from bot.domain.roles import Role
from bot.references.polls import (
    CLOSE_A_POLL,
    close_at_quorum_job,
    close_command,
    close_poll_button,
    close_poll_form,
    close_poll_job,
    closed_poll_parts,
    poll_card,
    poll_closings,
    poll_command,
    result_card,
)
from bot.vocabulary.audiences import rooms_for
from handlers.polls.awaited_voters import reminder_key
from handlers.polls.ballot_box import (
    LONGEST_LABEL,
    closable_poll,
    closable_polls,
    has_quorum,
    is_countable,
    turn_by_id,
    turn_by_number,
)
from handlers.polls.card import poll_card_title
from handlers.polls.results import offered_events
from handlers.polls.views_by_kind import view_of
from storage.communities import RoomKind
from storage.digest import Digests
from storage.members import Members
from storage.outbound import Priority
from storage.polls import AwaitedVotes, Poll, Polls, SecretVotes, Turn

router = Router()

jobs = JobRegistry()
HOWEVER_LATE = timedelta(days=3650)


class TooFewToClose(Final):
    """Fewer than {few} people have voted in “{question}”: its result could tell what one chose.

    Close it once {few} people have voted. Or give it an end, with “Change the poll” in {poll}: with
    fewer votes it then ends without a result.
    """


ClosablePoll = Annotated[
    int,
    asks(
        "Which poll do you want to close?",
        choices=closable_polls,
        nothing=text("There is no open poll that you can close."),
    ),
]


@router.command(
    close_command,
    who=Role.MEMBER,
    example="7",
    theme="part",
    label=text("Close a poll"),
    listed=10,
    form=close_poll_form,
    trace=CLOSE_A_POLL,
)
def close_poll(ctx: Context, number: ClosablePoll) -> Card:
    """Close a poll now, and post its result."""
    return _close(ctx, _countable_poll(ctx, turn_by_number(ctx, number)))


@router.form(close_poll_form, who=Role.MEMBER, trace=CLOSE_A_POLL)
def choose_poll_to_close(ctx: Context, number: ClosablePoll) -> Card:
    """Choose the poll to close; a number alone closes nothing."""
    return _question_before_closing(_countable_poll(ctx, turn_by_number(ctx, number)))


@router.button(close_poll_button, who=Role.MEMBER, trace=CLOSE_A_POLL)
def ask_close(ctx: Context, poll_id: int) -> Card:
    """Ask for confirmation: a closed poll does not open again."""
    return _question_before_closing(_countable_poll(ctx, turn_by_id(ctx, poll_id)))


def _countable_poll(ctx: Context, turn: Turn) -> Poll:
    """A poll that this person may close now; a secret one needs enough votes."""
    poll = closable_poll(ctx, turn)
    if not is_countable(poll, _voters(ctx, poll)):
        shown = poll_command.typed(poll.number)
        raise TooFewToClose(few=FEWEST, question=poll.short_question, poll=shown)
    return poll


def _question_before_closing(poll: Poll) -> Card:
    question = text("Close this poll? Its result is posted, and it does not open again.")
    label = text("Close “{question}”", question=shortened(poll.question, LONGEST_LABEL))
    return Card(
        poll_card_title(poll), (question,), ((close_poll_by_button.button(label, poll.id),),)
    )


@router.button(
    "close_poll_now", deliberate=True, tone="danger", who=Role.MEMBER, trace=CLOSE_A_POLL
)
def close_poll_by_button(ctx: Context, poll_id: int) -> Replace:
    """Close a poll by its button."""
    return Replace(_close(ctx, _countable_poll(ctx, turn_by_id(ctx, poll_id))))


def _close(ctx: Context, poll: Poll) -> Card:
    closed = _post_result(ctx, poll, ctx.now)
    if closed is None:
        raise PollOver(question=poll.short_question, poll=poll_command.typed(poll.number))
    ctx.audit("close", number=poll.number)
    unplan_end(ctx, poll)
    confirmation = text(
        "The poll “{question}” is closed, and its result is posted.", question=poll.short_question
    )
    next_actions = offered_events(ctx, closed)
    if ctx.direct:
        parts = closed_poll_parts.collect(ctx, closed)
        next_actions = (*next_actions, *(row for _, rows in parts for row in rows))
    return Card(None, (confirmation,), next_actions)


def close_silently(ctx: JobContext, poll_id: int) -> None:
    """Close a poll whose result may have been posted before a backup was restored."""
    poll = ctx.store[Polls].get(poll_id)
    closed = _end_poll(ctx, poll, min(poll.ends_at or ctx.now, ctx.now))
    if closed is not None:
        ctx.tell_gardeners(
            text(
                "The poll “{question}” ended in the period that was lost: it is closed, without "
                "the votes of that period. Its result may be in the room already: {poll} shows "
                "what I know.",
                question=poll.short_question,
                poll=poll_command.typed(poll.number),
            )
        )
        poll_closings.collect(ctx, closed)


@jobs.job(close_poll_job, grace=HOWEVER_LATE, in_doubt=close_silently)
def close_ended_poll(ctx: JobContext, poll_id: int) -> None:
    """Close a poll that has ended, and post its result."""
    poll = ctx.store[Polls].get(poll_id)
    closed = _post_result(ctx, poll, poll.ends_at or ctx.now)
    if closed is not None:
        _offer_events(ctx, closed)


def close_silently_at_quorum(ctx: JobContext, poll_id: int) -> None:
    """Close a poll silently if the votes that were not lost reach its quorum."""
    poll = ctx.store[Polls].get(poll_id)
    if _closes_now(ctx, poll):
        close_silently(ctx, poll_id)


@jobs.job(close_at_quorum_job, grace=HOWEVER_LATE, in_doubt=close_silently_at_quorum)
def close_poll_at_quorum(ctx: JobContext, poll_id: int) -> None:
    """Close a poll in which enough people have voted, and post its result."""
    poll = ctx.store[Polls].get(poll_id)
    closed = _post_result(ctx, poll, ctx.now) if _closes_now(ctx, poll) else None
    if closed is not None:
        unplan_end(ctx, poll)
        _offer_events(ctx, closed)


def _closes_now(ctx: JobContext, poll: Poll) -> bool:
    """True once enough people have voted for a poll that closes at its quorum."""
    voters = _voters(ctx, poll)
    return has_quorum(poll, voters) and is_countable(poll, voters)


def _voters(ctx: JobContext, poll: Poll) -> int:
    """The number of people whose votes count, also before secret votes are counted."""
    if poll.secret:
        return ctx.store[SecretVotes].turnout(poll.id).voted
    return view_of(ctx, poll).voters


def _offer_events(ctx: JobContext, poll: Poll) -> None:
    """Offer the maker of a poll about dates to make an event of it.

    The gardeners are offered it where they are asked what comes of the poll.
    """
    offered = offered_events(ctx, poll)
    if offered:
        told = text("The poll is closed, and its result is posted.")
        _tell_maker(ctx, poll, Card(poll_card_title(poll), (told,), offered))


def _post_result(ctx: JobContext, poll: Poll, closed_at: datetime) -> Poll | None:
    """Close a poll and post its result in the rooms; None if it was closed already."""
    closed = _end_poll(ctx, poll, closed_at)
    if closed is None:
        return None
    rooms = rooms_for(ctx, poll.group_id, RoomKind.COMMUNITY)
    result_card.post_in_each(ctx, rooms, poll.id, again=False, priority=Priority.ANNOUNCEMENT)
    if poll.group_id is None:  # what comes of it is the group's own matter
        poll_closings.collect(ctx, closed)
    return closed


def _end_poll(ctx: JobContext, poll: Poll, closed_at: datetime) -> Poll | None:
    """Close a poll and refresh its cards; None if it was closed already."""
    if not ctx.store[Polls].close(poll.id, closed_at):
        return None
    poll_card.refresh(ctx, poll.id)
    poll_card.unpin(ctx, poll.id)
    ctx.store[Digests].refresh_draft(ctx.community.id)
    return ctx.store[Polls].get(poll.id)


def unplan_end(ctx: JobContext, poll: Poll) -> None:
    ctx.unplan(closing_key(poll))
    ctx.unplan(reminder_key(poll))


def closing_key(poll: Poll) -> str:
    return f"close_poll:{poll.id}"


def tell_makers(ctx: JobContext) -> None:
    """Tell the makers of polls in which everybody has voted, or else the gardeners."""
    line = text("Everybody has voted. You can close this poll, or wait: votes may still change.")
    for poll in ctx.store[AwaitedVotes].mark_complete(ctx.now):
        close = close_poll_button.button(text("Close this poll"), poll.id)
        card = Card(poll_card_title(poll), (line,), ((close,),))
        there = ctx.within(poll.community_id)
        if not _tell_maker(there, poll, card) and poll.group_id is None:
            there.tell_gardeners(card)


def _tell_maker(ctx: JobContext, poll: Poll, card: Card) -> bool:
    """Tell the maker of a poll; False if the maker left or cannot be reached."""
    members = ctx.store[Members]
    maker = None if poll.maker_id is None else members.get(poll.maker_id)
    if maker is not None and members.membership(maker, poll.community_id) is None:
        maker = None
    return maker is not None and ctx.tell(maker, card, calm=True)
