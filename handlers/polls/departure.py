"""Things that are withdrawn when a member leaves, and the words about it before."""

from bot.core import Context, Router, Text, ntext
from bot.references.personal_data import leaving, losses
from storage.members import Member, Members
from storage.polls import Ballots, PollProposals, Polls, SecretVotes, WordsOnPolls

router = Router()


@router.contribution(leaving)
def withdraw_votes(ctx: Context, member: Member) -> None:
    """Withdraw the member's votes and words in open polls, and the poll that they proposed."""
    ctx.store[Ballots].leave(member.id, ctx.community.id)
    ctx.store[SecretVotes].leave(member.id, ctx.community.id)
    ctx.store[WordsOnPolls].leave(member.id, ctx.community.id)
    ctx.store[PollProposals].leave(member.id, ctx.community.id)


@router.contribution(losses)
def lost_votes(ctx: Context, member: Member, everywhere: bool) -> list[Text]:  # noqa: FBT001 - see `losses`
    """The number of votes that are withdrawn, unless there are none."""
    left = ctx.store[Members].communities_of(member) if everywhere else [ctx.community.id]
    turns = (turn for each in left for turn in ctx.store[Polls].open_turns(each, member.id))
    count = sum(bool(turn.ballot) for turn in turns)
    withdrawn = ntext(
        "Your vote in {count} open poll is withdrawn.",
        "Your votes in {count} open polls are withdrawn.",
        count,
    )
    return [withdrawn] if count else []
