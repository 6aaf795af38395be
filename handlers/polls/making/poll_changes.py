"""Correct an open poll: anything until the first vote, afterwards its question and its end."""

from datetime import datetime, time
from typing import Annotated

from bot.core import Answer, Card, Context, Router, Text, asks, at_most, text
from bot.domain.dates.days import MomentInThePast
from bot.domain.dates.recurrence import Once
from bot.domain.dates.spans import Deadline
from bot.domain.polls.choices import LONGEST_QUESTION, tidy
from bot.domain.polls.kinds import PollKind
from bot.domain.refusals import Final
from bot.domain.roles import Role
from bot.references.polls import change_poll, close_poll_job, open_poll, poll_card
from handlers.polls import acts
from handlers.polls.cards.card import poll_card_title
from handlers.polls.closing.poll_end import closing_key
from handlers.polls.closing.poll_reminders import plan_reminder
from handlers.polls.making.poll_parts import Choices
from handlers.polls.poll_lookup import closable_poll, turn_by_id, turn_by_number
from storage.digest import Digests
from storage.polls import Poll, Polls

router = Router()


class ChoicesAreFixed(Final):
    """The choices of “{question}” cannot change any more: somebody voted meanwhile.

    You can still change its question and its end, or close it and make another one.
    """


@router.button(change_poll, who=Role.MEMBER, trace=acts.CORRECT_A_POLL)
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


@router.button("poll_question", who=Role.MEMBER, trace=acts.CORRECT_A_POLL)
def change_question(ctx: Context, poll_id: int) -> Answer:
    """Ask for another wording of the question."""
    poll = closable_poll(ctx, turn_by_id(ctx, poll_id))
    return write_question.ask(ctx, number=str(poll.number))


@router.button("poll_open_choices", who=Role.MEMBER, trace=acts.CORRECT_A_POLL)
def change_open_choices(ctx: Context, poll_id: int) -> Answer:
    """Ask for other choices, before anybody has voted."""
    poll = closable_poll(ctx, turn_by_id(ctx, poll_id))
    return write_choices.ask(ctx, number=str(poll.number))


@router.button("poll_end", who=Role.MEMBER, trace=acts.CORRECT_A_POLL)
def change_end(ctx: Context, poll_id: int) -> Answer:
    """Ask for another end."""
    poll = closable_poll(ctx, turn_by_id(ctx, poll_id))
    return move_end.ask(ctx, number=str(poll.number))


@router.form("poll_question_words", who=Role.MEMBER, trace=acts.CORRECT_A_POLL)
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
    return _confirmation(
        ctx, poll, text("The question is corrected: “{question}”", question=corrected)
    )


@router.form("poll_choices_words", who=Role.MEMBER, trace=acts.CORRECT_A_POLL)
def write_choices(ctx: Context, number: int, choices: Choices) -> Card:
    """Replace the choices, unless a vote came meanwhile."""
    poll = closable_poll(ctx, turn_by_number(ctx, number))
    if not _may_change_choices(ctx, poll):
        raise ChoicesAreFixed(question=poll.question)
    ctx.store[Polls].replace_options(poll, choices)
    return _confirmation(ctx, poll, text("The choices are: {choices}.", choices=list(choices)))


@router.form("poll_end_moment", who=Role.MEMBER, trace=acts.CORRECT_A_POLL)
def move_end(
    ctx: Context,
    number: int,
    end: Annotated[
        datetime | None, asks("Until when? For example: Friday 6pm. Skip it for no end."), time(18)
    ] = None,
) -> Card:
    """Move the end of a poll."""
    poll = closable_poll(ctx, turn_by_number(ctx, number))
    if end is not None and end <= ctx.now:
        raise MomentInThePast(moment=end)
    ctx.store[Polls].correct(poll.id, ends_at=end)
    moved = ctx.store[Polls].get(poll.id)
    plan_reminder(ctx, moved)
    if end is None:
        ctx.unplan(closing_key(poll))
        return _confirmation(ctx, poll, text("This poll is open until you close it."))
    close_poll_job.plan(ctx, closing_key(poll), Once(end), poll.id)
    return _confirmation(ctx, poll, text("This poll is open until {end}.", end=Deadline(end)))


def _confirmation(ctx: Context, poll: Poll, line: Text) -> Card:
    """The correction; the cards follow, and so does the letter that is being prepared."""
    ctx.audit("correct_poll", number=poll.number)
    poll_card.refresh(ctx, poll.id)
    ctx.store[Digests].refresh_draft(ctx.community.id)
    look = open_poll.button(text("Look at it"), poll.id)
    change = change_poll.button(text("Change something else"), poll.id)
    return Card(None, (line,), ((look, change),))
