"""Publish a poll, withdraw it before any vote, and correct it while it is open."""

from typing import Annotated

from bot.core import (
    Act,
    Answer,
    Card,
    Context,
    JobContext,
    Line,
    NotForReader,
    Replace,
    Router,
    Small,
    Text,
    asks,
    at_most,
    joined,
    ntext,
    text,
)
from bot.domain.circles import Sending
from bot.domain.dates.days import MomentInThePast
from bot.domain.dates.recurrence import Once
from bot.domain.dates.spans import Deadline
from bot.domain.polls.boxes_and_receipts import FEWEST
from bot.domain.polls.rules import LONGEST_QUESTION, PollKind, tidy
from bot.domain.refusals import Final
from bot.domain.roles import Role
from bot.references.polls import (
    change_poll,
    close_command,
    close_poll_button,
    close_poll_job,
    group_poll_card,
    open_poll,
    poll_card,
    repeat_poll,
)
from bot.vocabulary.audiences import group_name, rooms_for
from handlers.polls.awaited_voters import check_awaited, plan_reminder
from handlers.polls.ballot_box import (
    closable_poll,
    is_countable,
    poll_makers,
    quorum_rule,
    reply_subject,
    turn_by_id,
    turn_by_number,
)
from handlers.polls.card import poll_card_title, poll_rules
from handlers.polls.closing import closing_key, unplan_end
from handlers.polls.poll_parts import Choices, End
from handlers.polls.poll_view import option_labels
from storage.communities import RoomKind
from storage.digest import Digests
from storage.polls import NewPoll, Poll, Polls, SecretVotes

router = Router()

WITHDRAW_A_POLL = Act(text("{who} withdrew a poll"), text("withdraw a poll"))
CORRECT_A_POLL = Act(text("{who} corrected a poll"), text("correct a poll"))

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


class ChoicesAreFixed(Final):
    """The choices of “{question}” cannot change any more: somebody voted meanwhile.

    You can still change its question and its end, or close it and make another one.
    """


def open_new_poll(ctx: Context, new: NewPoll) -> Answer:
    """Open a poll in the rooms; its maker is told in private."""
    poll = post_poll(ctx, ctx.member.id, new)
    understood = _opened_confirmation(ctx, poll)
    return None if not ctx.direct and ctx.whisper(understood) else understood


def post_poll(ctx: JobContext, maker_id: int, new: NewPoll) -> Poll:
    """Open a poll in the rooms."""
    poll = ctx.store[Polls].open(ctx.community.id, maker_id, new, ctx.now)
    _check_voters(ctx, poll)
    rooms = rooms_for(ctx, poll.group_id, RoomKind.COMMUNITY)
    poll_card.post_in_each(ctx, rooms, poll.id, about=reply_subject(poll), pinned=True)
    if poll.group_id is not None and not rooms:
        group_poll_card.mail(ctx, Sending.POLL, poll.id, audience=poll.whom)
    ctx.store[Digests].refresh_draft(ctx.community.id)
    if new.ends_at is not None:
        close_poll_job.plan(ctx, closing_key(poll), Once(new.ends_at), poll.id)
        plan_reminder(ctx, poll)
    return poll


@router.card(group_poll_card)
def draw_group_poll(ctx: JobContext, poll_id: int) -> Card:
    """A new poll of a group, for one of its members; none for its maker, or who has voted."""
    poll = ctx.store[Polls].get(poll_id)
    check_awaited(ctx, poll)
    if poll.group_id is None or ctx.reader_id == poll.maker_id:
        raise NotForReader
    line = text("A new poll of the group “{name}”.", name=group_name(ctx, poll.group_id))
    vote = open_poll.button(text("Vote"), poll.id)
    return Card(poll_card_title(poll), (line,), ((vote,),))


def _check_voters(ctx: JobContext, poll: Poll) -> None:
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


def _opened_confirmation(ctx: Context, poll: Poll) -> Card:
    """The new poll, its end and its rooms, with a button to withdraw it."""
    rooms = len(rooms_for(ctx, poll.group_id, RoomKind.COMMUNITY))
    where: Text = ntext("Posted in {count} room.", "Posted in {count} rooms.", rooms)
    if not rooms and poll.group_id is not None:
        where = text("The group has no room: I tell those of its members who want messages.")
    elif not rooms:
        where = text("This community has no room yet, so nobody sees it.")
    lines: tuple[Line, ...] = (
        *option_labels(poll),
        joined(*quorum_rule(poll, 0), *poll_rules(ctx, poll)),
        where,
        Small(text("Poll {number}", number=poll.number)),
    )
    close = close_poll_button.button(text("Close this poll"), poll.id)
    undo = withdraw_poll.button(text("Withdraw this poll"), poll.id)
    change = change_poll.button(text("Change the poll"), poll.id)
    return Card(poll_card_title(poll), lines, ((change, undo), (close,)))


@router.button(
    "withdraw_poll", deliberate=True, tone="danger", who=Role.MEMBER, trace=WITHDRAW_A_POLL
)
def withdraw_poll(ctx: Context, poll_id: int) -> Replace:
    """Withdraw a poll without votes."""
    poll = closable_poll(ctx, turn_by_id(ctx, poll_id))
    if not ctx.store[Polls].withdraw(poll.id, ctx.now):
        raise VotedAlready(question=poll.short_question, close=close_command.typed(poll.number))
    ctx.audit("withdraw_poll", number=poll.number)
    unplan_end(ctx, poll)
    poll_card.refresh(ctx, poll.id)
    poll_card.unpin(ctx, poll.id)
    ctx.store[Digests].refresh_draft(ctx.community.id)
    withdrawn = text("The poll “{question}” is withdrawn.", question=poll.short_question)
    if ctx.role() < poll_makers(ctx.community) or poll.kind == PollKind.DATE:
        return Replace(withdrawn)
    again = repeat_poll.button(text("Make the same poll again"), poll.id)
    return Replace(Card(None, (withdrawn,), ((again,),)))


@router.button(change_poll, who=Role.MEMBER, trace=CORRECT_A_POLL)
def offer_changes(ctx: Context, poll_id: int) -> Card:
    """Offer what can be changed about an open poll."""
    poll = closable_poll(ctx, turn_by_id(ctx, poll_id))
    buttons = [
        change_question.button(text("The question"), poll.id),
        change_end.button(text("The end"), poll.id),
    ]
    line = text("What do you want to change? The choices are fixed.")
    if _may_change_choices(ctx, poll):
        buttons.insert(1, change_open_choices.button(text("The choices"), poll.id))
        line = text("What do you want to change? Nobody has voted yet.")
    return Card(poll_card_title(poll), (line,), (tuple(buttons),))


def _may_change_choices(ctx: Context, poll: Poll) -> bool:
    """True until the first vote; a network's own poll shows the choices that it began with."""
    plain = poll.kind in {PollKind.ONE, PollKind.SEVERAL} and not poll.rules.limited
    return plain and not poll.capability.is_native and not ctx.store[Polls].has_votes(poll.id)


@router.button("poll_question", who=Role.MEMBER, trace=CORRECT_A_POLL)
def change_question(ctx: Context, poll_id: int) -> Answer:
    """Ask for another wording of the question."""
    poll = closable_poll(ctx, turn_by_id(ctx, poll_id))
    return write_question.ask(ctx, number=str(poll.number))


@router.button("poll_open_choices", who=Role.MEMBER, trace=CORRECT_A_POLL)
def change_open_choices(ctx: Context, poll_id: int) -> Answer:
    """Ask for other choices, before anybody has voted."""
    poll = closable_poll(ctx, turn_by_id(ctx, poll_id))
    return write_choices.ask(ctx, number=str(poll.number))


@router.button("poll_end", who=Role.MEMBER, trace=CORRECT_A_POLL)
def change_end(ctx: Context, poll_id: int) -> Answer:
    """Ask for another end."""
    poll = closable_poll(ctx, turn_by_id(ctx, poll_id))
    return move_end.ask(ctx, number=str(poll.number))


@router.form("poll_question_words", who=Role.MEMBER, trace=CORRECT_A_POLL)
def write_question(
    ctx: Context,
    number: int,
    question: Annotated[str, asks("How should the question read?"), at_most(LONGEST_QUESTION)],
) -> Card:
    """Correct the question; after the first vote the card shows the old words, too.

    It then tells that they changed, though they are the first ones again: some voted on others.
    """
    poll = closable_poll(ctx, turn_by_number(ctx, number))
    corrected = tidy(question)
    first, has_votes = poll.first_question, ctx.store[Polls].has_votes(poll.id)
    if (poll.public or has_votes) and corrected != poll.question:
        first = first or poll.question
    kept = None if first == corrected and not has_votes else first
    ctx.store[Polls].correct(poll.id, question=corrected, first_question=kept)
    line = text("The question is corrected: “{question}”", question=corrected)
    return _corrected_confirmation(ctx, poll, line)


@router.form("poll_choices_words", who=Role.MEMBER, trace=CORRECT_A_POLL)
def write_choices(ctx: Context, number: int, choices: Choices) -> Card:
    """Replace the choices, unless a vote came meanwhile."""
    poll = closable_poll(ctx, turn_by_number(ctx, number))
    if not _may_change_choices(ctx, poll):
        raise ChoicesAreFixed(question=poll.question)
    ctx.store[Polls].replace_options(poll, choices)
    line = text("The choices are: {choices}.", choices=list(choices))
    return _corrected_confirmation(ctx, poll, line)


@router.form("poll_end_moment", who=Role.MEMBER, trace=CORRECT_A_POLL)
def move_end(ctx: Context, number: int, end: End = None) -> Card:
    """Move the end of a poll."""
    poll = closable_poll(ctx, turn_by_number(ctx, number))
    if end is not None and end <= ctx.now:
        raise MomentInThePast(moment=end)
    ctx.store[Polls].correct(poll.id, ends_at=end)
    moved = ctx.store[Polls].get(poll.id)
    plan_reminder(ctx, moved)
    if end is None:
        ctx.unplan(closing_key(poll))
        return _corrected_confirmation(ctx, poll, text("This poll is open until you close it."))
    close_poll_job.plan(ctx, closing_key(poll), Once(end), poll.id)
    line = text("This poll is open until {end}.", end=Deadline(end))
    return _corrected_confirmation(ctx, poll, line)


def _corrected_confirmation(ctx: Context, poll: Poll, line: Text) -> Card:
    """Confirm a correction, after the cards and the draft of the letter are refreshed."""
    ctx.audit("correct_poll", number=poll.number)
    poll_card.refresh(ctx, poll.id)
    ctx.store[Digests].refresh_draft(ctx.community.id)
    look = open_poll.button(text("Look at it"), poll.id)
    change = change_poll.button(text("Change something else"), poll.id)
    return Card(None, (line,), ((look, change),))
