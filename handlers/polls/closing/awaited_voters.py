"""The people who have not voted yet in a poll that shows names, for the gardeners."""

from datetime import datetime

from bot.core import Buttons, Card, Context, Line, Router, ntext, text
from bot.domain.refusals import Final
from bot.domain.roles import Role
from bot.references.polls import open_poll, see_awaited_voters
from handlers.polls import acts
from handlers.polls.cards.card import poll_card_title
from handlers.polls.closing.poll_reminders import reminder_key
from handlers.polls.poll_lookup import is_open, turn_by_id
from handlers.polls.voters import name_lines
from storage.polls import AwaitedVotes, Poll
from storage.schedules import Schedules

router = Router()

MOST_NAMED = 50


class VotersNotNamed(Final):
    """“{question}” is closed, or shows no names: only the number of votes is told."""


@router.button(see_awaited_voters, who=Role.GARDENER, trace=acts.READ_WHO_HAS_NOT_VOTED)
def show_awaited_voters(ctx: Context, poll_id: int) -> Card:
    """Show who has not voted yet, and whether they are reminded."""
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
        *name_lines(awaited, MOST_NAMED),
    ]
    return Card(poll_card_title(poll), (*lines, *_reminder_line(ctx, poll)), back)


def _reminder_line(ctx: Context, poll: Poll) -> list[Line]:
    """The time of the reminder, past or planned; empty without a reminder."""
    sent_at = ctx.store[AwaitedVotes].reminded_at(poll.id)
    if sent_at is not None:
        return [text("They were reminded on {moment}.", moment=sent_at)]
    planned_at: datetime | None = ctx.store[Schedules].next_due(reminder_key(poll))
    return [text("I remind them on {moment}.", moment=planned_at)] if planned_at else []
