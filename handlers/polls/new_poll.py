"""Polls: a question with choices, one card a room, one tally over all networks.

Voting is in `handlers/polls/votes.py`, ending a poll in `handlers/polls/poll_end.py`.
"""

from datetime import datetime, time
from typing import Annotated

from bot.core import (
    Answer,
    Card,
    Context,
    Line,
    Replace,
    Router,
    Small,
    Text,
    asks,
    at_most,
    joined,
    ntext,
    option,
    text,
)
from bot.domain.dates.recurrence import Once
from bot.domain.polls.choices import LONGEST_CHOICE, LONGEST_QUESTION, check_choices, tidy
from bot.domain.rates import PROPOSALS
from bot.domain.refusals import Refusal
from bot.domain.roles import Role
from bot.references.polls import (
    close_command,
    close_poll_button,
    close_poll_job,
    poll_card,
    poll_command,
)
from handlers.polls import acts
from handlers.polls.card import poll_card_title, poll_rules
from handlers.polls.poll_end import closing_key
from handlers.polls.poll_lookup import closable_poll, turn_by_id
from storage.communities import Community, RoomKind
from storage.polls import NewPoll, Poll, Polls

router = Router()

ALIASES = ("polls", "sondages")
EXAMPLE_POLL = poll_command.typed(
    ("Which day? | tuesday | thursday", "Quel jour ? | mardi | jeudi")
)


class VotedAlready(Refusal):
    """Poll {number} has votes already, so it stays. {close} closes it and posts the result."""


class SecretVotesLater(Refusal):
    """Secret votes are not possible yet. Leave out --secret: then no names are shown, only numbers.

    They are still known to this bot, which has to count each person once.
    """


def poll_makers(community: Community | None) -> Role:
    """The least role that may make a poll, as the community chose."""
    by_members = community is not None and community.polls_by == "members"
    return Role.MEMBER if by_members else Role.GARDENER


@router.command(
    poll_command,
    aliases=ALIASES,
    who=poll_makers,
    example="Quelle date ? | mardi | jeudi | samedi",
    theme="part",
    label=text("Polls"),
    limit=PROPOSALS,
    trace=acts.OPEN_A_POLL,
)
def make_poll(  # noqa: PLR0913 - a declaration says all at once
    ctx: Context,
    question: Annotated[str, asks("What is your question?"), at_most(LONGEST_QUESTION)],
    choices: Annotated[
        list[str], asks("Which choices? Write one per line, two to ten."), at_most(LONGEST_CHOICE)
    ],
    *,
    multiple: Annotated[bool, option("multiple")] = False,
    public: Annotated[bool, option("public")] = False,
    secret: Annotated[bool, option("secret")] = False,
    end: Annotated[datetime | None, option("fin"), time(18)] = None,
) -> Answer:
    """Ask everyone a question with choices; all networks are counted together."""
    if secret:
        raise SecretVotesLater
    options = [tidy(each) for each in choices]
    check_choices(options, example=EXAMPLE_POLL)
    new = NewPoll(tidy(question), options, multiple, public, end)
    poll = ctx.store[Polls].open(ctx.community.id, ctx.member.id, new, ctx.now)
    for room in ctx.rooms(RoomKind.COMMUNITY):
        poll_card.post(ctx, room.address, poll.id)
    if end is not None:
        close_poll_job.plan(ctx, closing_key(poll), Once(end), poll.id)
    understood = _confirmation(ctx, poll)
    return None if not ctx.direct and ctx.whisper(understood) else understood


@router.button("withdraw_poll", who=Role.MEMBER, trace=acts.WITHDRAW_A_POLL)
def withdraw_poll(ctx: Context, poll_id: int) -> Replace:
    """Withdraw a poll without votes."""
    poll = closable_poll(ctx, turn_by_id(ctx, poll_id))
    if not ctx.store[Polls].withdraw(poll.id, ctx.now):
        raise VotedAlready(number=poll.number, close=close_command.typed(poll.number))
    ctx.audit("withdraw_poll", number=poll.number)
    ctx.unplan(closing_key(poll))
    poll_card.refresh(ctx, poll.id)
    return Replace(text("Poll {number} is withdrawn.", number=poll.number))


def _confirmation(ctx: Context, poll: Poll) -> Card:
    """The new poll, its end and its rooms, with a button to withdraw it."""
    rooms = len(ctx.rooms(RoomKind.COMMUNITY))
    where: Text = ntext("Posted in {count} room.", "Posted in {count} rooms.", rooms)
    if not rooms:
        where = text("This community has no room yet, so nobody sees it.")
    number = Small(text("Poll {number}", number=poll.number))
    lines: tuple[Line, ...] = (*poll.options, joined(*poll_rules(poll)), where, number)
    close = close_poll_button.button(text("Close this poll"), poll.id)
    undo = withdraw_poll.button(text("Withdraw this poll"), poll.id)
    return Card(poll_card_title(poll), lines, ((close, undo),))
