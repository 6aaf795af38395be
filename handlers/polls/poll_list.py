"""The list of open polls, and one poll with the member's own vote."""

from dataclasses import replace

from bot.core import Bold, Card, Context, Line, Router, Where, ntext, text
from bot.domain.roles import Role
from bot.references.polls import open_poll, poll_card, poll_command
from handlers.polls.card import choice_labels, poll_label
from handlers.polls.new_poll import ALIASES, poll_makers
from handlers.polls.poll_end import ask_close
from handlers.polls.poll_lookup import is_open, may_close, turn_by_id, turn_by_number
from storage.polls import Polls, Turn

router = Router()

MOST_LISTED = 20
LONGEST_LABEL = 40


@router.command(
    "poll",
    fr="sondage",
    aliases=ALIASES,
    who=Role.MEMBER,
    where=Where.DIRECT,
    theme="part",
    label=text("Polls"),
    listed=3,
    in_shared_menu=True,
    shows=True,
)
def list_polls(ctx: Context) -> Card:
    """See the open polls, those that await your vote first."""
    turns = ctx.store[Polls].open_turns(ctx.community.id, ctx.member.id)
    listed, others = turns[:MOST_LISTED], len(turns[MOST_LISTED:])
    waiting = [poll_label(turn.poll) for turn in listed if not turn.ballot]
    voted = [poll_label(turn.poll) for turn in listed if turn.ballot]
    lines: list[Line] = []
    if waiting:
        lines += [Bold(text("They await your vote")), *waiting]
    if voted:
        lines += [Bold(text("You have voted")), *voted]
    if others:
        lines.append(ntext("And {count} more.", "And {count} more.", others))
    if not turns:
        lines.append(text("No poll is open at the moment."))
    rows = [
        (open_poll.button(poll_label(turn.poll, LONGEST_LABEL), turn.poll.id),) for turn in listed
    ]
    if ctx.role >= poll_makers(ctx.community):
        rows.append((poll_command.ask_button(text("Make a poll")),))
    return Card(text("Open polls"), tuple(lines), tuple(rows))


@router.command("poll", fr="sondage", aliases=ALIASES, who=Role.MEMBER, example="7", theme="part")
def show_poll(ctx: Context, number: int) -> Card:
    """See one poll, and vote in it."""
    return _private_card(ctx, turn_by_number(ctx, number))


@router.button(open_poll, who=Role.MEMBER, deep=True)
def show_poll_by_button(ctx: Context, poll_id: int) -> Card:
    """Show a poll of the list."""
    return _private_card(ctx, turn_by_id(ctx, poll_id))


def _private_card(ctx: Context, turn: Turn) -> Card:
    """The poll as it is now; in private with the member's own vote and rights.

    It is not a live card, so it has no native poll, which would never be closed.
    """
    poll = turn.poll
    card = replace(poll_card(ctx, poll.id), ballot=None)
    if not ctx.direct or poll.withdrawn_at is not None:
        return card
    own_vote = text("You have not voted.")
    if turn.ballot:
        own_vote = text("Your vote: {choices}.", choices=choice_labels(poll, turn.ballot))
    rows = card.buttons
    if is_open(poll) and may_close(ctx, poll):
        rows += ((ask_close.button(text("Close this poll"), poll.id),),)
    return replace(card, lines=(*card.lines, own_vote), buttons=rows)
