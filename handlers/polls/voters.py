"""Voters of a poll: all members, or those of some circles, domains and places."""

from dataclasses import replace

from bot.core import Context, Text, text
from bot.domain.audience import Audience
from bot.domain.refusals import Final
from bot.domain.roles import Circle
from bot.domain.territories import Territory
from bot.vocabulary.audience_choice import audience_parts
from bot.vocabulary.domains import domain_named
from storage.members import Audiences
from storage.polls import ListedTurn, Poll, Polls


class NotAVoter(Final):
    """“{question}” is for: {whom}. You can follow it and see its result."""


def typed_audience(
    ctx: Context, circle: Circle | None, domain: str, place: Territory | None
) -> Audience:
    """The audience of typed options. Raises `UnknownDomain`."""
    return Audience(
        circles=[] if circle is None else [circle.value],
        domains=[domain_named(ctx.community.domains, domain)] if domain else [],
        territories=[] if place is None else [str(place)],
    )


def voters_rule(audience: Audience) -> list[Text]:
    """The people who may vote, unless all members may."""
    whom = audience_parts(audience)
    return [text("for: {whom}", whom=whom)] if whom else []


def check_voter(ctx: Context, poll: Poll, member_id: int) -> None:
    """Raise if this member is not among the people whom the poll is for."""
    if not _may_vote(ctx, poll, member_id):
        raise NotAVoter(question=poll.question, whom=audience_parts(poll.whom))


def own_turns(ctx: Context) -> list[ListedTurn]:
    """The open polls before the sender, first those that await their vote."""
    me = ctx.member.id
    turns = [
        turn if not turn.awaits or _may_vote(ctx, turn.poll, me) else replace(turn, awaits=False)
        for turn in ctx.store[Polls].open_turns(ctx.community.id, me)
    ]
    return sorted(turns, key=lambda turn: not turn.awaits)


def _may_vote(ctx: Context, poll: Poll, member_id: int) -> bool:
    """True if the poll is for this member now; in a secret one the list of voters decides."""
    if poll.secret or poll.audience is None:
        return True
    return ctx.store[Audiences].includes(poll.community_id, member_id, poll.whom)
