"""Votes that are withdrawn when a member leaves, and stored data as members see it in `/mydata`."""

from collections.abc import Mapping
from typing import Any

from bot.core import Context, Router, Text, ntext, text
from bot.references.personal_data import leaving, losses
from handlers.polls.poll_view import labels_of
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
        "Your vote in {count} open poll will be withdrawn.",
        "Your votes in {count} open polls will be withdrawn.",
        count,
    )
    return [withdrawn] if count else []


def _ballot_text(row: Mapping[str, Any]) -> Text:
    ballot = tuple(int(number) for number in row["choices"].split(",") if number)
    chosen = labels_of(row["kind"], row["options"], ballot)
    return text("{question} {choices}", question=row["question"], choices=chosen)


router.personal_data(
    "ballots",
    text("Your votes"),
    text(
        "What you chose. When you have your data erased, your votes in open polls are removed. In "
        "closed polls they stay counted, without your name."
    ),
    order=60,
    row_words=_ballot_text,
    labels={
        "options": text("choices"),
        "choices": text("choice numbers"),
        "cast_at": text("voted on"),
    },
)


def _entitlement_text(row: Mapping[str, Any]) -> Text:
    """A poll with a settled list of voters in words: whether the person voted, never what."""
    if row["voted"]:
        return text("{question} (you voted)", question=row["question"])
    return text("{question} (you did not vote)", question=row["question"])


router.personal_data(
    "poll_entitlements",
    text("The votes with a settled list of voters in which you may take part"),
    text(
        "Whether you voted; of a secret vote, nothing of what you chose: that cannot be found any "
        "more. When you have your data erased, your secret votes stay counted."
    ),
    order=65,
    row_words=_entitlement_text,
    labels={"voted": text("voted")},
)
router.personal_data(
    "poll_words",
    text("What you wrote about polls"),
    text(
        "The gardening team reads it with your name; the reason of a vote without it, if the poll "
        "shows no names. It is erased with your data."
    ),
    order=66,
    labels={
        "topic": text("under the heading"),
        "published": text("published without your name"),
        "letter": text("for the letter"),
        "written_at": text("written on"),
    },
)
router.personal_data(
    "polls",
    text("The polls that you opened"),
    text("They stay without you when you have your data erased."),
    order=70,
    labels={
        "first_question": text("question as it was first asked"),
        "options": text("choices"),
        "least": text("least number of choices"),
        "most": text("most choices"),
        "public": text("names shown"),
        "secret": text("secret vote"),
        "hidden": text("counts shown at the end"),
        "quorum": text("people who have to vote"),
        "close_at_quorum": text("closes once so many people have voted"),
        "member_days": text("days as a member needed to vote"),
    },
)
