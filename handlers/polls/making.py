"""Polls: a question with choices, one card a room, one tally over all networks.

Voting is in `handlers/polls/voting.py`; a poll ends at its time by a job, see `schedules/polls.py`.
"""

from dataclasses import replace
from datetime import datetime, time
from typing import Annotated

from bot.core import (
    Answer,
    Ballot,
    Bold,
    Button,
    Card,
    Context,
    JobContext,
    Line,
    NotAllowed,
    Replace,
    Router,
    Text,
    Where,
    asks,
    at_most,
    ntext,
    option,
    text,
)
from bot.domain.dates.recurrence import Once
from bot.domain.polls.choices import (
    LONGEST_CHOICE,
    LONGEST_QUESTION,
    PollOver,
    PollWithdrawn,
    check_choices,
    tidy,
)
from bot.domain.polls.tally import Choices, Tally, bar, tally
from bot.domain.rates import PROPOSALS
from bot.domain.refusals import Refusal
from bot.domain.roles import Role
from bot.references.polls import (
    close_command,
    close_poll_job,
    poll_card,
    poll_command,
    press_ballot,
    press_poll,
    press_vote,
    result_card,
    vote_command,
)
from handlers.polls import acts
from storage.communities import Community, RoomKind
from storage.members import Members
from storage.outbound import Priority
from storage.polls import NewPoll, Poll, Polls, Turn

router = Router()

NAMES_SHOWN = 10
LISTED = 20
LONGEST_LABEL = 40
NAMES = ("polls", "sondages")
POLLS = poll_command.typed()
EXAMPLE = poll_command.typed(("Which day? | tuesday | thursday", "Quel jour ? | mardi | jeudi"))


class NoSuchPoll(Refusal):
    """There is no poll {number} here. {polls} lists those that are open."""


class NotHere(Refusal):
    """This poll does not belong to this community. {polls} lists those that do."""


class NotYoursToEnd(NotAllowed):
    """Only whoever made poll {number}, or those who tend {community}, can do this."""

    what = "close"


class VotedAlready(Refusal):
    """Somebody has voted in poll {number}, so it stays. {close} ends it and shows the result."""


class SecretVotesLater(Refusal):
    """Secret votes are not possible yet. Leave out --secret: then no names are shown, only numbers.

    They are still known to this bot, which has to count each person once.
    """


def makers(community: Community | None) -> Role:
    """Who may make a poll, as the community chose."""
    by_members = community is not None and community.polls_by == "members"
    return Role.MEMBER if by_members else Role.GARDENER


# Making


@router.command(
    poll_command,
    aliases=NAMES,
    who=makers,
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
    check_choices(options, example=EXAMPLE)
    new = NewPoll(tidy(question), options, multiple, public, end)
    poll = ctx.store[Polls].open(ctx.community.id, ctx.member.id, new, ctx.now)
    for room in ctx.rooms(RoomKind.COMMUNITY):
        poll_card.post(ctx, room.address, poll.id)
    if end is not None:
        close_poll_job.plan(ctx, _plan(poll), Once(end), poll.id)
    understood = _understood(ctx, poll)
    return None if not ctx.direct and ctx.whisper(understood) else understood


@router.button("withdraw_poll", who=Role.MEMBER, trace=acts.WITHDRAW_A_POLL)
def withdraw_poll(ctx: Context, poll_id: int) -> Replace:
    """Take a poll back while nobody voted in it."""
    poll = _mine_to_end(ctx, _known(ctx, poll_id))
    if not ctx.store[Polls].withdraw(poll.id, ctx.now):
        raise VotedAlready(number=poll.number, close=close_command.typed(poll.number))
    ctx.audit("withdraw_poll", number=poll.number)
    ctx.unplan(_plan(poll))
    poll_card.refresh(ctx, poll.id)
    return Replace(text("Poll {number} is withdrawn.", number=poll.number))


def _understood(ctx: Context, poll: Poll) -> Card:
    """Say back what will be asked, until when, at which level; with a way to undo it."""
    rooms = len(ctx.rooms(RoomKind.COMMUNITY))
    where: Text = ntext("It is posted in {count} room.", "It is posted in {count} rooms.", rooms)
    if not rooms:
        where = text("This community has no room yet, so nobody sees it.")
    close = close_command.typed(poll.number)
    end = text("It has no end: {close} closes it.", close=close)
    if poll.ends_at is not None:
        end = text("It ends on {end}. Before that: {close}.", end=poll.ends_at, close=close)
    lines: list[Line] = [f"{number}. {label}" for number, label in enumerate(poll.options, start=1)]
    lines += [*_rules(poll), end, where]
    undo = withdraw_poll.button(text("Withdraw this poll"), poll.id)
    return Card(_title(poll), tuple(lines), ((undo,),))


# Looking


@router.command(
    "poll",
    fr="sondage",
    aliases=NAMES,
    who=Role.MEMBER,
    where=Where.DIRECT,
    theme="part",
    label=text("Polls"),
    listed=3,
    shows=True,
)
def list_polls(ctx: Context) -> Card:
    """See the open polls, those that await your vote first."""
    turns = ctx.store[Polls].open_turns(ctx.community.id, ctx.member.id)
    shown, others = turns[:LISTED], len(turns[LISTED:])
    waiting = [_listed(turn.poll) for turn in shown if not turn.ballot]
    voted = [_listed(turn.poll) for turn in shown if turn.ballot]
    lines: list[Line] = []
    if waiting:
        lines += [Bold(text("They await your vote")), *waiting]
    if voted:
        lines += [Bold(text("You have voted")), *voted]
    if others:
        lines.append(ntext("And {count} more.", "And {count} more.", others))
    if not turns:
        lines.append(text("No poll is open at the moment."))
    rows = [(press_poll.button(_listed(turn.poll, LONGEST_LABEL), turn.poll.id),) for turn in shown]
    if ctx.role >= makers(ctx.community):
        rows.append((poll_command.ask_button(text("Make a poll")),))
    return Card(text("Open polls"), tuple(lines), tuple(rows))


@router.command("poll", fr="sondage", aliases=NAMES, who=Role.MEMBER, example="7", theme="part")
def show_poll(ctx: Context, number: int) -> Card:
    """See one poll, and vote in it."""
    return _shown(ctx, _numbered(ctx, number))


@router.button(press_poll, who=Role.MEMBER, deep=True)
def show_listed_poll(ctx: Context, poll_id: int) -> Card:
    """Show the poll of a list's button."""
    return _shown(ctx, _known(ctx, poll_id))


def _shown(ctx: Context, turn: Turn) -> Card:
    """The card as it is now; in private also with one's own vote and rights.

    It does not stay live, so it brings no poll of the network's own, which nobody would end.
    """
    poll = turn.poll
    card = replace(poll_card(ctx, poll.id), ballot=None)
    if not ctx.direct or poll.withdrawn_at is not None:
        return card
    mine = text("You have not voted.")
    if turn.ballot:
        mine = text("Your vote: {choices}.", choices=_labels(poll, turn.ballot))
    rows = card.buttons
    if _is_open(poll) and _may_end(ctx, poll):
        rows += ((confirm_close.button(text("Close this poll"), poll.id),),)
    return replace(card, lines=(*card.lines, mine), buttons=rows)


@router.card(poll_card)
def draw_poll_card(ctx: JobContext, poll_id: int) -> Card:
    """A poll in a room: the count so far, and how to vote."""
    poll = ctx.store[Polls].get(poll_id)
    if poll.withdrawn_at is not None:
        withdrawn = text("This poll was withdrawn before anybody voted.")
        return Card(
            text("Poll {number}", number=poll.number), (withdrawn,), ballot=_ballot(poll, withdrawn)
        )
    counted = tally(len(poll.options), ctx.store[Polls].counts(poll.id))
    lines = [*_counts(ctx, poll, counted), _voters(counted), *_passed_on(ctx, poll), *_rules(poll)]
    if poll.closed_at is not None:
        lines.append(text("Closed on {moment}.", moment=poll.closed_at))
        return Card(_title(poll), tuple(lines), ballot=_ballot(poll, _result(poll, counted)))
    if poll.ends_at is not None:
        lines.append(text("Until {end}.", end=poll.ends_at))
    vote = vote_command.typed(poll.number, 2)
    by_hand = text("To vote in writing: {vote}", vote=vote)
    if not poll.public:
        by_hand = text("To vote in writing, in private: {vote}", vote=vote)
    return Card(_title(poll), (*lines, by_hand), _vote_buttons(poll), _ballot(poll))


@router.card(result_card)
def draw_result_card(ctx: JobContext, poll_id: int) -> Card:
    """The result of a poll, as a message of its own."""
    poll = ctx.store[Polls].get(poll_id)
    counted = tally(len(poll.options), ctx.store[Polls].counts(poll.id))
    members = ctx.store[Members].count(poll.community_id)
    title = text("Result of poll {number} · {question}", **_called(poll))
    roll = ntext(
        "{count} vote from {members}.",
        "{count} votes from {members}.",
        counted.voters,
        members=ntext("{count} member", "{count} members", members),
    )
    lines = (_verdict(poll, counted), *_counts(ctx, poll, counted), roll, *_passed_on(ctx, poll))
    return Card(title, (*lines, _level(poll)))


# Closing


@router.command(
    close_command,
    who=Role.MEMBER,
    example="7",
    theme="part",
    label=text("Close a poll"),
    listed=10,
    trace=acts.CLOSE_A_POLL,
)
def close_poll(
    ctx: Context, number: Annotated[int, asks("Which poll do you want to close? Its number:")]
) -> Text:
    """Close a poll now, and post its result."""
    return _close(ctx, _mine_to_end(ctx, _numbered(ctx, number)))


@router.button("close_poll", who=Role.MEMBER, trace=acts.CLOSE_A_POLL)
def confirm_close(ctx: Context, poll_id: int) -> Card:
    """Ask once more: a closed poll does not open again."""
    poll = _mine_to_end(ctx, _known(ctx, poll_id))
    yes = close_listed_poll.button(text("Yes, close it"), poll.id)
    return Card(_title(poll), (text("Close it now and post its result?"),), ((yes,),))


@router.button("close_poll_now", who=Role.MEMBER, trace=acts.CLOSE_A_POLL)
def close_listed_poll(ctx: Context, poll_id: int) -> Replace:
    """Close a poll by its button."""
    return Replace(_close(ctx, _mine_to_end(ctx, _known(ctx, poll_id))))


def _close(ctx: Context, poll: Poll) -> Text:
    if not ctx.store[Polls].close(poll.id, ctx.now):
        raise PollOver(number=poll.number, poll=poll_command.typed(poll.number))
    ctx.audit("close", number=poll.number)
    ctx.unplan(_plan(poll))
    poll_card.refresh(ctx, poll.id)
    for room in ctx.rooms(RoomKind.COMMUNITY):
        result_card.post(ctx, room.address, poll.id, again=False, priority=Priority.ANNOUNCEMENT)
    return text("Poll {number} is closed, and its result is posted.", number=poll.number)


# Which poll, and whose


def _numbered(ctx: Context, number: int) -> Turn:
    turn = ctx.store[Polls].turn(ctx.community.id, ctx.member.id, number=number)
    if turn is None:
        raise NoSuchPoll(number=number, polls=POLLS)
    return turn


def _known(ctx: Context, poll_id: int) -> Turn:
    turn = ctx.store[Polls].turn(ctx.community.id, ctx.member.id, poll_id=poll_id)
    if turn is None:
        raise NotHere(polls=POLLS)
    return turn


def _mine_to_end(ctx: Context, turn: Turn) -> Poll:
    """The poll, if this person made it or tends the community, and if it is open."""
    poll = turn.poll
    if not _may_end(ctx, poll):
        raise NotYoursToEnd(number=poll.number, community=ctx.community.name)
    if poll.withdrawn_at is not None:
        raise PollWithdrawn(number=poll.number)
    if poll.closed_at is not None:
        raise PollOver(number=poll.number, poll=poll_command.typed(poll.number))
    return poll


def _may_end(ctx: Context, poll: Poll) -> bool:
    return poll.maker_id == ctx.member.id or ctx.role >= Role.GARDENER


def _is_open(poll: Poll) -> bool:
    return poll.closed_at is None and poll.withdrawn_at is None


def _plan(poll: Poll) -> str:
    return f"close_poll:{poll.id}"


# In words


def _called(poll: Poll) -> dict[str, object]:
    return {"number": poll.number, "question": poll.question}


def _title(poll: Poll) -> Text:
    return text("Poll {number} · {question}", **_called(poll))


def _listed(poll: Poll, longest: int = LONGEST_QUESTION) -> str:
    words = f"{poll.number} · {poll.question}"
    return words if len(words) <= longest else words[: longest - 1] + "…"


def _rules(poll: Poll) -> list[Line]:
    several: list[Line] = [text("Several choices are possible.")] if poll.multiple else []
    return [*several, _level(poll)]


def _level(poll: Poll) -> Text:
    return text("Names are shown") if poll.public else text("Names are not shown")


def _voters(counted: Tally) -> Text:
    if not counted.voters:
        return text("Nobody has voted yet.")
    return ntext("{count} person voted.", "{count} people voted.", counted.voters)


def _passed_on(ctx: JobContext, poll: Poll) -> list[Line]:
    """How many votes came through the gardener, from people without a phone."""
    count = ctx.store[Polls].passed_on(poll.id)
    if not count:
        return []
    return [
        ntext(
            "Of these, {count} vote was passed on.",
            "Of these, {count} votes were passed on.",
            count,
        )
    ]


def _counts(ctx: JobContext, poll: Poll, counted: Tally) -> list[Line]:
    """A line an option: bar, count and percentage; where names are shown, a line of names."""
    named = ctx.store[Polls].voters(poll.id, NAMES_SHOWN) if poll.public else []
    lines: list[Line] = []
    for number, label in enumerate(poll.options, start=1):
        count, percent = counted.counts[number - 1], counted.percents[number - 1]
        drawn = bar(percent)
        lines.append(
            ntext(
                "{number}. {choice}: {bar}{count} vote, {percent}%",
                "{number}. {choice}: {bar}{count} votes, {percent}%",
                count,
                number=number,
                choice=label,
                bar=f"{drawn} " if drawn else "",
                percent=percent,
            )
        )
        names = [name for name, ballot in named if number in ballot][:NAMES_SHOWN]
        if names:
            lines.append(_names(names, count))
    return lines


def _names(names: list[str], count: int) -> Text:
    others = count - len(names)
    more = [ntext("{count} other", "{count} others", others)] if others else []
    return text("{names}", names=[*names, *more])


def _verdict(poll: Poll, counted: Tally) -> Text:
    """What came out, in words."""
    first = [text("“{choice}”", choice=poll.options[number - 1]) for number in counted.winners]
    if not first:
        return text("Nobody voted.")
    votes = max(counted.counts)
    if len(first) > 1:
        return ntext(
            "Equal first: {choices}, with {count} vote each.",
            "Equal first: {choices}, with {count} votes each.",
            votes,
            choices=first,
        )
    return ntext(
        "{choice} comes first, with {count} vote.",
        "{choice} comes first, with {count} votes.",
        votes,
        choice=first[0],
    )


def _result(poll: Poll, counted: Tally) -> Text:
    """What came out, and of how many votes, in the two sentences that end a network's own poll."""
    verdict = _verdict(poll, counted)
    if not counted.voters:
        return verdict
    return ntext(
        "{verdict} {count} person voted, all networks together.",
        "{verdict} {count} people voted, all networks together.",
        counted.voters,
        verdict=verdict,
    )


def _labels(poll: Poll, ballot: Choices) -> list[str]:
    return [poll.options[number - 1] for number in ballot]


def _vote_buttons(poll: Poll) -> tuple[tuple[Button, ...], ...]:
    """A button a choice; where names are not shown, nobody may see who presses it."""
    return tuple(
        (replace(press_vote.button(label, poll.id, number), private=not poll.public),)
        for number, label in enumerate(poll.options, start=1)
    )


def _ballot(poll: Poll, result: Text | None = None) -> Ballot | None:
    """The network's own poll, only where names are shown: there, everybody sees who votes."""
    if not poll.public:
        return None
    most = len(poll.options) if poll.multiple else 1
    press = f"{press_ballot.name}:{poll.id}"
    return Ballot(_listed(poll), tuple(poll.options), most, press, result)
