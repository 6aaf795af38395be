"""Polls that members propose, as they are kept until gardeners decide."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.core import Context, Text, Words, text
from bot.domain.circles import Audience
from bot.domain.refusals import Final
from storage.inbound import Forms
from storage.members import Member, Members
from storage.polls import PROPOSED_BY, NewPoll, PollProposals

PROPOSED_FOR = timedelta(days=14)


class ProposalOver(Final):
    """This proposal was decided already, or is too old."""


class ProposedAlready(Final):
    """Your poll “{question}” still waits for the gardening team.

    The next one can be proposed afterwards.
    """


@dataclass(frozen=True, slots=True)
class ProposedPoll:
    """A poll that waits for the gardeners' decision."""

    room: str
    """The place under which it is kept."""
    mark: int
    new: NewPoll
    member: Member


def kept_values(new: NewPoll) -> dict[str, Any]:
    """A poll that is not published yet, as it is kept."""
    end = None if new.ends_at is None else new.ends_at.isoformat()
    return asdict(new) | {"ends_at": end}


def kept_poll(values: Mapping[str, Any]) -> NewPoll:
    """The poll that was kept."""
    given = dict(values)
    end, whom = given.pop("ends_at"), Audience(**given.pop("whom"))
    ends_at = None if end is None else datetime.fromisoformat(end)
    return NewPoll(ends_at=ends_at, whom=whom, **given)


def gardener_names(ctx: Context) -> list[str] | Text:
    """The names of the gardeners; else the team."""
    names = list(dict.fromkeys(each.name for each in ctx.gardeners().values()))
    return names or text("the gardening team")


def keep_proposal(ctx: Context, new: NewPoll) -> int:
    """Keep the sender's proposal; returns its mark. Raises `ProposedAlready` for a second one."""
    room, proposals = ctx.incoming.room, ctx.store[PollProposals]
    waiting = proposals.of_room(room, ctx.now)
    if waiting is not None:
        raise ProposedAlready(question=waiting.answers["poll"]["question"])
    return proposals.keep(
        room,
        ctx.community.id,
        kept_values(new),
        by=ctx.member.id,
        expires_at=ctx.now + PROPOSED_FOR,
    )


def proposed_polls(ctx: Context) -> list[ProposedPoll]:
    """The proposals that wait in the community, the oldest first."""
    found = []
    for room, kept in ctx.store[PollProposals].waiting(ctx.community.id, ctx.now).items():
        member = ctx.store[Members].get(kept.answers[PROPOSED_BY])
        if member is not None:
            new = kept_poll(kept.answers["poll"])
            found.append(ProposedPoll(room, kept.mark, new, member))
    return found


def proposed_poll(ctx: Context, mark: int) -> ProposedPoll:
    """The proposal with this mark. Raises `ProposalOver`."""
    found = next((each for each in proposed_polls(ctx) if each.mark == mark), None)
    if found is None:
        raise ProposalOver
    return found


def take_proposal(ctx: Context, mark: int) -> ProposedPoll:
    """Remove a proposal that is decided, once. Raises `ProposalOver`."""
    proposed = proposed_poll(ctx, mark)
    if not ctx.store[Forms].close(proposed.room):
        raise ProposalOver
    return proposed


def tell_proposer(ctx: Context, proposed: ProposedPoll, words: Words) -> None:
    """Tell the member who proposed a poll, unless they left."""
    if ctx.store[Members].membership(proposed.member, ctx.community.id) is not None:
        ctx.tell(proposed.member, words)
