"""Publish a poll: its cards in the rooms, its planned end, and its withdrawal before any vote."""

from bot.core import Answer, Card, Context, Line, Replace, Router, Small, Text, joined, ntext, text
from bot.domain.dates.recurrence import Once
from bot.domain.polls.kinds import PollKind
from bot.domain.polls.secret_votes import FEWEST
from bot.domain.refusals import Final
from bot.domain.roles import Role
from bot.references.polls import (
    change_poll,
    close_command,
    close_poll_button,
    close_poll_job,
    poll_card,
    repeat_poll,
)
from handlers.polls import acts
from handlers.polls.cards.card import poll_card_title, poll_rules
from handlers.polls.closing.poll_end import closing_key
from handlers.polls.closing.poll_reminders import plan_reminder, reminder_key
from handlers.polls.kinds import option_labels
from handlers.polls.poll_lookup import closable_poll, poll_makers, reply_subject, turn_by_id
from handlers.polls.voters import is_countable, quorum_rule
from storage.communities import RoomKind
from storage.digest import Digests
from storage.polls import NewPoll, Poll, Polls, SecretVotes

router = Router()

FEWEST_TOLD = 5
"""Fewer people are not counted out, as on the map: their domain and place may say who they are."""


class TooFewForSecret(Final):
    """Fewer than {few} people may vote: the result could tell what one of them chose.

    Ask more people, or ask without a secret vote.
    """


class QuorumTooLarge(Final):
    """A quorum of {quorum} cannot be reached: people who may vote in this poll: {count}."""


class QuorumOfFew(Final):
    """A quorum of {quorum} cannot be reached: fewer than {few} people may vote in this poll."""


class VotedAlready(Final):
    """“{question}” has votes already, so it stays. {close} closes it and posts the result."""


def open_new_poll(ctx: Context, new: NewPoll) -> Answer:
    """Open a poll in the rooms; its maker is told in private."""
    poll = ctx.store[Polls].open(ctx.community.id, ctx.member.id, new, ctx.now)
    _check_voters(ctx, poll)
    for room in ctx.rooms(RoomKind.COMMUNITY):
        poll_card.post(ctx, room.address, poll.id, about=reply_subject(poll))
    poll_card.pin(ctx, poll.id)
    ctx.store[Digests].refresh_draft(ctx.community.id)
    if new.ends_at is not None:
        close_poll_job.plan(ctx, closing_key(poll), Once(new.ends_at), poll.id)
        plan_reminder(ctx, poll)
    understood = _confirmation(ctx, poll)
    return None if not ctx.direct and ctx.whisper(understood) else understood


def _check_voters(ctx: Context, poll: Poll) -> None:
    """Raise if there are fewer voters than have to vote, or than a secret vote needs."""
    if not poll.has_list:
        return
    entitled = ctx.store[SecretVotes].turnout(poll.id).entitled
    if not is_countable(poll, entitled):
        raise TooFewForSecret(few=FEWEST)
    if poll.quorum is not None:
        if entitled < min(poll.quorum, FEWEST_TOLD):
            raise QuorumOfFew(few=FEWEST_TOLD, quorum=poll.quorum)
        if entitled < poll.quorum:
            raise QuorumTooLarge(count=entitled, quorum=poll.quorum)


@router.button(
    "withdraw_poll", deliberate=True, tone="danger", who=Role.MEMBER, trace=acts.WITHDRAW_A_POLL
)
def withdraw_poll(ctx: Context, poll_id: int) -> Replace:
    """Withdraw a poll without votes."""
    poll = closable_poll(ctx, turn_by_id(ctx, poll_id))
    if not ctx.store[Polls].withdraw(poll.id, ctx.now):
        raise VotedAlready(question=poll.short_question, close=close_command.typed(poll.number))
    ctx.audit("withdraw_poll", number=poll.number)
    ctx.unplan(closing_key(poll))
    ctx.unplan(reminder_key(poll))
    poll_card.refresh(ctx, poll.id)
    poll_card.unpin(ctx, poll.id)
    ctx.store[Digests].refresh_draft(ctx.community.id)
    withdrawn = text("The poll “{question}” is withdrawn.", question=poll.short_question)
    if ctx.role < poll_makers(ctx.community) or poll.kind == PollKind.DATE:
        return Replace(withdrawn)
    again = repeat_poll.button(text("Make the same poll again"), poll.id)
    return Replace(Card(None, (withdrawn,), ((again,),)))


def _confirmation(ctx: Context, poll: Poll) -> Card:
    """The new poll, its end and its rooms, with a button to withdraw it."""
    rooms = len(ctx.rooms(RoomKind.COMMUNITY))
    where: Text = ntext("Posted in {count} room.", "Posted in {count} rooms.", rooms)
    if not rooms:
        where = text("This community has no room yet, so nobody sees it.")
    number = Small(text("Poll {number}", number=poll.number))
    lines: tuple[Line, ...] = (
        *option_labels(poll),
        joined(*quorum_rule(poll, 0), *poll_rules(poll)),
        where,
        number,
    )
    close = close_poll_button.button(text("Close this poll"), poll.id)
    undo = withdraw_poll.button(text("Withdraw this poll"), poll.id)
    change = change_poll.button(text("Change the poll"), poll.id)
    return Card(poll_card_title(poll), lines, ((change, undo), (close,)))
