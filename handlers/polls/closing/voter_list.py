"""The list of voters that was settled when a poll opened, for the gardeners."""

from bot.core import Card, Context, Line, Router, ntext, text
from bot.domain.refusals import Final
from bot.domain.roles import Role
from bot.references.polls import open_poll, see_voter_list
from handlers.polls import acts
from handlers.polls.cards.card import poll_card_title
from handlers.polls.poll_lookup import turn_by_id
from handlers.polls.voters import name_lines, opening_day
from storage.polls import SecretVotes

router = Router()

MOST_NAMED = 150


class NoVoterList(Final):
    """“{question}” has no settled list of voters: members vote as they are when they vote."""


@router.button(see_voter_list, who=Role.GARDENER, trace=acts.READ_VOTER_LIST)
def show_voter_list(ctx: Context, poll_id: int) -> Card:
    """Show who could vote; never who did.

    Of those who left only the number is told: in a secret vote they are on it because they voted.
    """
    poll = turn_by_id(ctx, poll_id).poll
    if not poll.has_list:
        raise NoVoterList(question=poll.short_question)
    ctx.trace(number=poll.number)
    names = ctx.store[SecretVotes].names(poll)
    lines: list[Line] = [
        text("List of voters, settled on {day}:", day=opening_day(ctx, poll)),
        *name_lines(names, MOST_NAMED),
    ]
    left = ctx.store[SecretVotes].turnout(poll.id).entitled - len(names)
    if left > 0:
        lines.append(ntext("And {count} who left since.", "And {count} who left since.", left))
    back = ((open_poll.button(text("Back to the poll"), poll.id),),)
    return Card(poll_card_title(poll), tuple(lines), back)
