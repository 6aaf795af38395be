"""The card of a poll and of its result: the count, the rules and how to vote."""

from collections.abc import Sequence
from dataclasses import replace

from bot.core import (
    Ballot,
    Button,
    Buttons,
    Card,
    JobContext,
    Line,
    Router,
    Small,
    Text,
    Words,
    in_rows,
    joined,
    ntext,
    text,
)
from bot.domain.dates.spans import Deadline
from bot.domain.polls.choices import LONGEST_QUESTION
from bot.domain.polls.tally import Choices, Tally, bar, tally
from bot.references.polls import (
    poll_card,
    result_card,
    vote_by_ballot,
    vote_command,
    vote_for_choice,
)
from storage.members import Members
from storage.polls import Ballots, Poll, Polls

router = Router()

NAMES_SHOWN = 10
_IN_ROWS = ((12, 3), (20, 2))
"""Choices of so many characters at most stand so many in a row."""


@router.card(poll_card)
def draw_poll_card(ctx: JobContext, poll_id: int) -> Card:
    """A poll in a room: the count so far, and how to vote."""
    return poll_as_it_is(ctx, ctx.store[Polls].get(poll_id))


def poll_as_it_is(
    ctx: JobContext, poll: Poll, own: Sequence[Line] = (), *, direct: bool = False
) -> Card:
    """The card of a poll; in private with the reader's `own` vote."""
    if poll.withdrawn_at is not None:
        return _withdrawn_card(poll)
    counted = tally_of(ctx, poll)
    lines = (*_count_lines(ctx, poll, counted), _state_text(ctx, poll, counted), *own)
    if poll.closed_at is not None:
        number = Small(text("Poll {number}", number=poll.number))
        ended = _native_ballot(poll, result_text(poll, counted))
        return Card(poll_card_title(poll), (*lines, number), ballot=ended)
    by_hand = Small(_typed_vote_text(poll, direct=direct))
    return Card(poll_card_title(poll), (*lines, by_hand), _vote_buttons(poll), _native_ballot(poll))


def _withdrawn_card(poll: Poll) -> Card:
    withdrawn = text("Withdrawn before anybody voted.")
    title = text("📊 Poll {number}", number=poll.number)
    return Card(title, (withdrawn,), ballot=_native_ballot(poll, withdrawn))


def _typed_vote_text(poll: Poll, *, direct: bool) -> Text:
    values = {"number": poll.number, "vote": vote_command.typed(poll.number)}
    if poll.public or direct:
        return text("Poll {number} · in writing: {vote} then your choice", **values)
    return text("Poll {number} · in writing, in private: {vote} then your choice", **values)


@router.card(result_card)
def draw_result_card(ctx: JobContext, poll_id: int) -> Card:
    """The result of a poll, as a message of its own; one line if nobody voted."""
    poll = ctx.store[Polls].get(poll_id)
    counted = tally_of(ctx, poll)
    if not counted.voters:
        nobody = text("📊 The poll “{question}” is closed: nobody voted.", question=poll.question)
        return Card(None, (nobody,))
    lines = (
        _winner_text(poll, counted),
        *_count_lines(ctx, poll, counted),
        joined(
            _turnout_of_members(ctx, poll, counted),
            *_passed_on(ctx, poll),
            names_rule(public=poll.public),
        ),
        Small(text("Poll {number}", number=poll.number)),
    )
    return Card(text("📊 Result: {question}", question=poll.question), lines)


def _turnout_of_members(ctx: JobContext, poll: Poll, counted: Tally) -> Text:
    members = ctx.store[Members].count(poll.community_id)
    return ntext(
        "{count} vote from {members}",
        "{count} votes from {members}",
        counted.voters,
        members=ntext("{count} member", "{count} members", members),
    )


def poll_card_title(poll: Poll) -> Text:
    return text("📊 {question}", question=poll.question)


def poll_title(poll: Poll) -> Text:
    """The poll in the words of other features."""
    return text("Poll {number} · {question}", number=poll.number, question=poll.question)


def poll_label(poll: Poll, longest: int = LONGEST_QUESTION) -> str:
    words = f"{poll.number} · {poll.question}"
    return words if len(words) <= longest else words[: longest - 1] + "…"


def poll_rules(poll: Poll) -> list[Words]:
    """Until when, how many choices, and whether names are shown."""
    rules: list[Words] = []
    if poll.closed_at is not None:
        rules.append(text("closed on {moment}", moment=poll.closed_at))
    elif poll.ends_at is not None:
        rules.append(text("until {end}", end=Deadline(poll.ends_at)))
    if poll.multiple:
        rules.append(text("several choices possible"))
    return [*rules, names_rule(public=poll.public)]


def names_rule(*, public: bool) -> Text:
    """The rule about names: shown or not."""
    return text("names shown") if public else text("names not shown")


def _state_text(ctx: JobContext, poll: Poll, counted: Tally) -> Words:
    """The turnout and the rules, in one line."""
    turnout: Text = ntext("{count} vote", "{count} votes", counted.voters)
    if poll.multiple:
        turnout = ntext("{count} person voted", "{count} people voted", counted.voters)
    if not counted.voters:
        is_open = poll.closed_at is None
        turnout = text("Be the first to vote") if is_open else text("Nobody voted")
    return joined(turnout, *_passed_on(ctx, poll), *poll_rules(poll))


def _passed_on(ctx: JobContext, poll: Poll) -> list[Words]:
    """The number of votes that the gardener passed on for people without a phone."""
    count = ctx.store[Ballots].passed_on(poll.id)
    return [ntext("{count} of them passed on", "{count} of them passed on", count)] if count else []


def tally_of(ctx: JobContext, poll: Poll) -> Tally:
    return tally(len(poll.options), ctx.store[Ballots].counts(poll.id))


def _count_lines(ctx: JobContext, poll: Poll, counted: Tally) -> list[Line]:
    """A line for each option: bar, count, percentage; then names where they are shown."""
    if not counted.voters:
        return list(poll.options)
    voters = ctx.store[Ballots].voters(poll.id, NAMES_SHOWN) if poll.public else []
    lines: list[Line] = []
    for number, label in enumerate(poll.options, start=1):
        count, percent = counted.counts[number - 1], counted.percents[number - 1]
        lines.append(_count_text(label, count, percent))
        names = [name for name, ballot in voters if number in ballot][:NAMES_SHOWN]
        if names:
            lines.append(_names_text(names, count))
    return lines


def _count_text(label: str, count: int, percent: int) -> Text:
    if not count:
        return text("{choice}: {count}", choice=label, count=count)
    return text(
        "{choice}: {bar} {count} ({percent}%)",
        choice=label,
        bar=bar(percent),
        count=count,
        percent=percent,
    )


def _names_text(names: list[str], count: int) -> Text:
    others = count - len(names)
    more = [ntext("{count} other", "{count} others", others)] if others else []
    return text("{names}", names=[*names, *more])


def _winner_text(poll: Poll, counted: Tally) -> Text:
    """Which options came first."""
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


def result_text(poll: Poll, counted: Tally) -> Text:
    """The outcome and turnout, which end a native poll."""
    verdict = _winner_text(poll, counted)
    if not counted.voters:
        return verdict
    return ntext(
        "{verdict} {count} person voted, all networks together.",
        "{verdict} {count} people voted, all networks together.",
        counted.voters,
        verdict=verdict,
    )


def choice_labels(poll: Poll, ballot: Choices) -> list[str]:
    return [poll.options[number - 1] for number in ballot]


def _vote_buttons(poll: Poll) -> Buttons:
    """A button for each choice, private unless names are shown."""
    buttons: list[Button] = [
        replace(vote_for_choice.button(label, poll.id, number), private=not poll.public)
        for number, label in enumerate(poll.options, start=1)
    ]
    longest = max(map(len, poll.options))
    return in_rows(buttons, next((wide for most, wide in _IN_ROWS if longest <= most), 1))


def _native_ballot(poll: Poll, result: Text | None = None) -> Ballot | None:
    """The network's native poll, only where names are shown: everybody sees who votes in it."""
    if not poll.public:
        return None
    most = len(poll.options) if poll.multiple else 1
    press = f"{vote_by_ballot.name}:{poll.id}"
    return Ballot(poll_label(poll), tuple(poll.options), most, press, result)
