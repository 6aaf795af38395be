"""Voters of a poll: all members, or those of some circles, domains and places."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from bot.core import Context, JobContext, Text, Words, ntext, text
from bot.domain.circles import Audience
from bot.domain.communities import Territory
from bot.domain.polls.boxes_and_receipts import FEWEST
from bot.domain.refusals import Final
from bot.domain.roles import Circle
from bot.vocabulary.audiences import audience_parts, domain_named
from bot.vocabulary.lists import others_lines
from storage.members import Audiences
from storage.polls import ListedTurn, NewPoll, Poll, Polls, SecretVotes


class NotAmongVoters(Final):
    """You cannot vote in “{question}”: the list of voters was settled when it opened, on {day}.

    You were not on it then: that it does not change lets everybody check the vote.
    """


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


def voters_rule(poll: Poll | NewPoll) -> list[Text]:
    """The people who may vote, unless all members may."""
    whom, days = audience_parts(poll.whom), poll.member_days
    rules = [text("for: {whom}", whom=whom)] if whom else []
    if days is not None:
        since = ntext("members for {count} day or more", "members for {count} days or more", days)
        rules.append(since)
    return rules


def check_voter(ctx: Context, poll: Poll, member_id: int) -> None:
    """Raise if this member is not among the people whom the poll is for."""
    if poll.has_list:
        if ctx.store[SecretVotes].voted(poll.id, member_id) is None:
            raise not_listed(ctx, poll)
    elif not may_vote(ctx, poll, member_id):
        raise NotAVoter(question=poll.question, whom=audience_parts(poll.whom))


def not_listed(ctx: JobContext, poll: Poll) -> NotAmongVoters:
    return NotAmongVoters(question=poll.question, day=opening_day(ctx, poll))


def opening_day(ctx: JobContext, poll: Poll) -> date:
    return poll.opened_at.astimezone(ctx.zone).date()


def has_quorum(poll: Poll, voters: int) -> bool:
    """True if enough people voted, or no number is needed."""
    return poll.quorum is None or voters >= poll.quorum


def is_countable(poll: Poll, voters: int) -> bool:
    """True unless a poll is secret and has so few votes that its result could tell one of them."""
    return not poll.secret or voters >= FEWEST


def quorum_rule(poll: Poll, voters: int) -> list[Text]:
    """Progress towards the quorum; empty without one."""
    if poll.quorum is None:
        return []
    if has_quorum(poll, voters):
        return [text("quorum of {quorum} reached", quorum=poll.quorum)]
    if poll.closed_at is None and not voters:
        return [text("quorum of {quorum}", quorum=poll.quorum)]
    if poll.closed_at is None:
        return [text("quorum: {count} of {quorum}", count=voters, quorum=poll.quorum)]
    return [text("quorum of {quorum} not reached", quorum=poll.quorum)]


def quorum_end_rule(poll: Poll | NewPoll) -> list[Words]:
    """The rule that the poll closes at its quorum, until it is closed."""
    closes = poll.close_at_quorum and (isinstance(poll, NewPoll) or poll.closed_at is None)
    return [text("closes once the quorum is reached")] if closes else []


def name_lines(names: Sequence[str], most: int) -> list[Text]:
    """The first names of a list, and the number of the others."""
    return [text("{names}", names=names[:most]), *others_lines(len(names) - most)]


def own_turns(ctx: Context) -> list[ListedTurn]:
    """The open polls that the sender sees, those awaiting their vote first."""
    me = ctx.member.id
    turns = [
        turn if not turn.awaits or may_vote(ctx, turn.poll, me) else replace(turn, awaits=False)
        for turn in ctx.store[Polls].open_turns(ctx.community.id, me)
    ]
    return sorted(turns, key=lambda turn: not turn.awaits)


def entitled_count(ctx: JobContext, poll: Poll) -> int | None:
    """The number of people who may vote; None where all members may."""
    if poll.has_list:
        return ctx.store[SecretVotes].turnout(poll.id).entitled
    if poll.audience is None:
        return None
    return ctx.store[Audiences].count_all(poll.community_id, poll.whom)


def may_vote(ctx: JobContext, poll: Poll, member_id: int) -> bool:
    """True if the poll is for this member now; where there is a list of voters, it decides."""
    if poll.has_list or poll.audience is None:
        return True
    return ctx.store[Audiences].includes(poll.community_id, member_id, poll.whom)
