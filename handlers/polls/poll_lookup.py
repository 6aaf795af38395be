"""Look up a poll by number or id, and check who may close it."""

from bot.core import Context, NotAllowed, Words
from bot.domain.addresses import shortened
from bot.domain.polls.choices import PollOver, PollWithdrawn
from bot.domain.refusals import Final
from bot.domain.roles import Role
from bot.references.polls import poll_command
from storage.communities import Community
from storage.members import Member
from storage.polls import Poll, Polls, Turn

WORDS_ABOUT = "poll_words"
"""The kind of a subject: words about a poll."""
MOST_OFFERED = 10
LONGEST_LABEL = 40
TYPED_POLLS = poll_command.typed()


class NoSuchPoll(Final):
    """There is no such poll in {community}. {polls} shows the open ones."""


class NoWordsHere(Final):
    """The poll “{question}” takes no words, only choices."""


class NotYourPoll(NotAllowed):
    """Only the author of the poll “{question}” or the gardening team of {community} can do this."""

    what = "close"


def turn_by_number(ctx: Context, number: int, member: Member | None = None) -> Turn:
    """Return the poll with this number, and a member's ballot, by default the sender's."""
    voter = member or ctx.member
    return _checked(ctx, ctx.store[Polls].turn(ctx.community.id, voter.id, number=number))


def turn_by_id(ctx: Context, poll_id: int, member: Member | None = None) -> Turn:
    """Return the poll of a button, and a member's ballot, by default the sender's."""
    voter = member or ctx.member
    return _checked(ctx, ctx.store[Polls].turn(ctx.community.id, voter.id, poll_id=poll_id))


def _checked(ctx: Context, turn: Turn | None) -> Turn:
    if turn is None:
        raise NoSuchPoll(community=ctx.community.name, polls=TYPED_POLLS)
    return turn


def closable_poll(ctx: Context, turn: Turn) -> Poll:
    """Return the poll if it is open and this person made it or tends the community."""
    poll = turn.poll
    if not may_close(ctx, poll):
        raise NotYourPoll(question=poll.short_question, community=ctx.community.name)
    if poll.withdrawn_at is not None:
        raise PollWithdrawn(question=poll.short_question)
    if poll.closed_at is not None:
        raise PollOver(question=poll.short_question, poll=poll_command.typed(poll.number))
    return poll


def may_close(ctx: Context, poll: Poll) -> bool:
    return poll.maker_id == ctx.member.id or ctx.role() >= Role.GARDENER


def closable_polls(ctx: Context) -> list[tuple[str, Words]]:
    """The open polls that this person may close, as choices."""
    turns = ctx.store[Polls].open_turns(ctx.community.id, ctx.member.id)
    polls = [turn.poll for turn in turns if may_close(ctx, turn.poll)]
    return [(str(each.number), poll_choice(each)) for each in polls[:MOST_OFFERED]]


def poll_choice(poll: Poll) -> str:
    return shortened(f"{poll.number} · {poll.question}", LONGEST_LABEL)


def poll_makers(community: Community | None) -> Role:
    """The least role that may make a poll, as the community chose."""
    by_members = community is not None and community.polls_by == "members"
    return Role.MEMBER if by_members else Role.GARDENER


def is_open(poll: Poll) -> bool:
    return poll.closed_at is None and poll.withdrawn_at is None


def reply_subject(poll: Poll) -> str | None:
    """The subject of replies to messages about a poll: words about it; none if it is secret."""
    return None if poll.secret else f"{WORDS_ABOUT}:{poll.id}"
