"""The poll that is meant, its voters, and the ballots put into it, until a member leaves."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from bot.core import Context, JobContext, NotAllowed, Router, Text, Words, ntext, text
from bot.domain.addresses import shortened
from bot.domain.circles import Audience
from bot.domain.communities import Territory
from bot.domain.dates.recurrence import Once
from bot.domain.polls.ballots_by_kind import left
from bot.domain.polls.boxes_and_receipts import FEWEST
from bot.domain.polls.rules import WORD_CHOICE, Choices, PollKind, PollOver, PollWithdrawn, tally
from bot.domain.refusals import Final
from bot.domain.roles import Circle, Role
from bot.references.personal_data import leaving, losses
from bot.references.polls import (
    close_at_quorum_job,
    poll_card,
    poll_command,
    published_words_card,
    result_card,
)
from bot.vocabulary.audiences import (
    audience_parts,
    check_group,
    check_in_group,
    domain_named,
    group_labels,
    is_in_place,
)
from handlers.polls.poll_view import labels_of
from storage.communities import Community
from storage.members import Audiences, Member, Members
from storage.polls import (
    BallotCounts,
    Ballots,
    ListedTurn,
    NewPoll,
    Poll,
    PollProposals,
    Polls,
    SecretVotes,
    Turn,
    WordsOnPolls,
)
from storage.schedules import Schedules

router = Router()

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
    if turn.poll.group_id is not None:
        check_in_group(ctx, turn.poll.group_id)
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


class NotAmongVoters(Final):
    """You cannot vote in “{question}”: the list of voters was settled when it opened, on {day}.

    You were not on it then: that it does not change lets everybody check the vote.
    """


class NotAVoter(Final):
    """“{question}” is for: {whom}. You can follow it and see its result."""


def typed_audience(
    ctx: Context, circle: Circle | None, domain: str, place: Territory | None, group: int | None
) -> Audience:
    """The audience of typed options. Raises `UnknownDomain`, or `OnlyForGroup`."""
    group_id = check_group(ctx, group)
    return Audience(
        groups=[] if group_id is None else [group_id],
        circles=[] if circle is None else [circle.value],
        domains=[domain_named(ctx.community.domains, domain)] if domain else [],
        territories=[] if place is None else [str(place)],
    )


def voters_rule(ctx: JobContext, poll: Poll | NewPoll) -> list[Text]:
    """The people who may vote, unless all members may."""
    whom, days = _whom(ctx, poll), poll.member_days
    rules = [text("for: {whom}", whom=whom)] if whom else []
    if days is not None:
        since = ntext("members for {count} day or more", "members for {count} days or more", days)
        rules.append(since)
    return rules


def _whom(ctx: JobContext, poll: Poll | NewPoll) -> list[Words]:
    groups = group_labels(ctx, poll.whom) if poll.whom.groups else []
    return [*audience_parts(poll.whom), *groups]


def check_voter(ctx: Context, poll: Poll, member_id: int) -> None:
    """Raise if this member is not among the people whom the poll is for."""
    if poll.has_list:
        if ctx.store[SecretVotes].voted(poll.id, member_id) is None:
            raise not_listed(ctx, poll)
    elif not may_vote(ctx, poll, member_id):
        raise NotAVoter(question=poll.question, whom=_whom(ctx, poll))


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


def own_turns(ctx: Context) -> list[ListedTurn]:
    """The open polls that the sender sees in this room, those awaiting their vote first."""
    me = ctx.member.id
    turns = [
        turn if not turn.awaits or may_vote(ctx, turn.poll, me) else replace(turn, awaits=False)
        for turn in ctx.store[Polls].open_turns(ctx.community.id, me)
        if is_in_place(ctx, turn.poll.group_id)
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


class SecretOnly(Final):
    """“{question}” is a secret vote: it is cast in private only. To see it: {poll}."""


class TakenAlready(Final):
    """“{thing}” is already taken. Choose something else that is still missing."""


def check_open(ctx: Context, poll: Poll) -> None:
    """Raise if a vote comes too late, or openly in a secret poll."""
    if poll.secret:
        raise SecretOnly(question=poll.short_question, poll=poll_command.typed(poll.number))
    check_deadline(ctx, poll)


def check_deadline(ctx: Context, poll: Poll) -> None:
    """Raise if a vote comes too late.

    Past its end and not closed yet, a poll takes what was sent before: the closing waits until
    each network's backlog was handled, a minute at most. A vote in a backlog that took longer
    counts too, if it was sent before the closing: the posted result follows. A network bounds what
    is stated of that time by when it was read last. Not so in a secret poll, whose ballots are no
    more once they were counted.
    """
    if poll.withdrawn_at is not None:
        raise PollWithdrawn(question=poll.short_question)
    sent_at = ctx.incoming.sent_at
    over = _is_too_late(poll.ends_at, sent_at, ctx.now)
    if poll.closed_at is not None and not over:
        waited = ctx.incoming.backlog and sent_at is not None and not poll.secret
        over = not waited or _is_too_late(poll.closed_at, sent_at, ctx.now)
    if over:
        shown = poll_command.typed(poll.number)
        raise PollOver(question=poll.short_question, poll=shown)


def _is_too_late(end: datetime | None, sent_at: datetime | None, now: datetime) -> bool:
    """True if sent after the end; a time in the future is a wrong clock and proves nothing."""
    return end is not None and sent_at is not None and end <= min(sent_at, now)


def cast_vote(ctx: Context, turn: Turn, ballot: Choices) -> Turn:
    """Cast a ballot; returns the poll with it."""
    if ballot != turn.ballot:
        if ballot and (turn.poll.audience is not None or turn.poll.has_list):
            check_voter(ctx, turn.poll, ctx.member.id)
        put_ballot(ctx, turn, ballot, ctx.member.id)
    return replace(turn, ballot=ballot)


def put_ballot(
    ctx: Context, turn: Turn, ballot: Choices, voter_id: int, *, asked_on: date | None = None
) -> None:
    """Store a ballot. Words are removed with the vote or choice that they came with."""
    _check_free(ctx, turn, ballot)
    ctx.store[Ballots].cast(turn.poll.id, voter_id, ballot, ctx.now, asked_on=asked_on)
    worded = WORD_CHOICE.get(turn.poll.kind)
    if not ballot or (worded in turn.ballot and worded not in ballot):
        ctx.store[WordsOnPolls].take_back(turn.poll.id, voter_id)
        published_words_card.refresh(ctx, turn.poll.id)
    poll_card.refresh(ctx, turn.poll.id)
    plan_close_at_quorum(ctx, turn.poll)
    if turn.poll.closed_at is not None:
        result_card.refresh(ctx, turn.poll.id)


def _check_free(ctx: Context, turn: Turn, ballot: Choices) -> None:
    """Raise `TakenAlready` for a thing that enough people bring."""
    poll, new = turn.poll, set(ballot) - set(turn.ballot)
    if poll.kind != PollKind.BRING or not new:
        return
    taken = tally(len(poll.options), ctx.store[BallotCounts].of(poll.id))
    missing = left(poll.options, taken.counts)
    full = [poll.options[each - 1] for each in sorted(new) if not missing[each - 1]]
    if full:
        raise TakenAlready(thing=full[0])


def plan_close_at_quorum(ctx: Context, poll: Poll) -> None:
    """Plan to check the quorum after this vote, where the poll closes at it.

    A planned check stays as it is: votes in quick succession would put it off each time.
    """
    key = f"close_at_quorum:{poll.id}"
    is_open = poll.close_at_quorum and poll.closed_at is None
    if is_open and ctx.store[Schedules].get(key) is None:
        close_at_quorum_job.plan(ctx, key, Once(ctx.now + timedelta(seconds=1)), poll.id)


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


def _entitlement_text(row: Mapping[str, Any]) -> Text:
    """A poll with a settled list of voters in words: whether the person voted, never what."""
    if row["voted"]:
        return text("{question} (you voted)", question=row["question"])
    return text("{question} (you did not vote)", question=row["question"])


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
