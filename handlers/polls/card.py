"""The card of a poll and of its result: the count, the rules and how to vote."""

from dataclasses import replace

from bot.core import Ballot, Button, Card, JobContext, Line, Router, Text, ntext, text
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


@router.card(poll_card)
def draw_poll_card(ctx: JobContext, poll_id: int) -> Card:
    """A poll in a room: the count so far, and how to vote."""
    poll = ctx.store[Polls].get(poll_id)
    if poll.withdrawn_at is not None:
        return _withdrawn_card(poll)
    counted = tally(len(poll.options), ctx.store[Ballots].counts(poll.id))
    lines = [
        *_count_lines(ctx, poll, counted),
        _turnout_text(counted),
        *_passed_on_lines(ctx, poll),
        *rule_lines(poll),
    ]
    if poll.closed_at is not None:
        lines.append(text("Closed on {moment}.", moment=poll.closed_at))
        return Card(
            poll_title(poll), tuple(lines), ballot=_native_ballot(poll, _result_text(poll, counted))
        )
    if poll.ends_at is not None:
        lines.append(text("Until {end}.", end=poll.ends_at))
    lines.append(_typed_vote_text(poll))
    return Card(poll_title(poll), tuple(lines), _vote_buttons(poll), _native_ballot(poll))


def _withdrawn_card(poll: Poll) -> Card:
    withdrawn = text("This poll was withdrawn before anybody voted.")
    return Card(
        text("Poll {number}", number=poll.number),
        (withdrawn,),
        ballot=_native_ballot(poll, withdrawn),
    )


def _typed_vote_text(poll: Poll) -> Text:
    vote = vote_command.typed(poll.number, 2)
    if poll.public:
        return text("To vote in writing: {vote}", vote=vote)
    return text("To vote in writing, in private: {vote}", vote=vote)


@router.card(result_card)
def draw_result_card(ctx: JobContext, poll_id: int) -> Card:
    """The result of a poll, as a message of its own."""
    poll = ctx.store[Polls].get(poll_id)
    counted = tally(len(poll.options), ctx.store[Ballots].counts(poll.id))
    members = ctx.store[Members].count(poll.community_id)
    title = text("Result of poll {number} · {question}", **_title_values(poll))
    roll = ntext(
        "{count} vote from {members}.",
        "{count} votes from {members}.",
        counted.voters,
        members=ntext("{count} member", "{count} members", members),
    )
    lines = (
        _winner_text(poll, counted),
        *_count_lines(ctx, poll, counted),
        roll,
        *_passed_on_lines(ctx, poll),
    )
    return Card(title, (*lines, _names_rule(poll)))


def _title_values(poll: Poll) -> dict[str, object]:
    return {"number": poll.number, "question": poll.question}


def poll_title(poll: Poll) -> Text:
    return text("Poll {number} · {question}", **_title_values(poll))


def poll_label(poll: Poll, longest: int = LONGEST_QUESTION) -> str:
    words = f"{poll.number} · {poll.question}"
    return words if len(words) <= longest else words[: longest - 1] + "…"


def rule_lines(poll: Poll) -> list[Line]:
    lines: list[Line] = [text("Several choices are possible.")] if poll.multiple else []
    return [*lines, _names_rule(poll)]


def _names_rule(poll: Poll) -> Text:
    return text("Names are shown") if poll.public else text("Names are not shown")


def _turnout_text(counted: Tally) -> Text:
    if not counted.voters:
        return text("Nobody has voted yet.")
    return ntext("{count} person voted.", "{count} people voted.", counted.voters)


def _passed_on_lines(ctx: JobContext, poll: Poll) -> list[Line]:
    """The number of votes that the gardener passed on for people without a phone."""
    count = ctx.store[Ballots].passed_on(poll.id)
    if not count:
        return []
    return [
        ntext(
            "Of these, {count} vote was passed on.",
            "Of these, {count} votes were passed on.",
            count,
        )
    ]


def _count_lines(ctx: JobContext, poll: Poll, counted: Tally) -> list[Line]:
    """A line for each option: bar, count, percentage; then names where they are shown."""
    voters = ctx.store[Ballots].voters(poll.id, NAMES_SHOWN) if poll.public else []
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
        names = [name for name, ballot in voters if number in ballot][:NAMES_SHOWN]
        if names:
            lines.append(_names_text(names, count))
    return lines


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


def _result_text(poll: Poll, counted: Tally) -> Text:
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


def _vote_buttons(poll: Poll) -> tuple[tuple[Button, ...], ...]:
    """A button for each choice, private unless names are shown."""
    return tuple(
        (replace(vote_for_choice.button(label, poll.id, number), private=not poll.public),)
        for number, label in enumerate(poll.options, start=1)
    )


def _native_ballot(poll: Poll, result: Text | None = None) -> Ballot | None:
    """The network's native poll, only where names are shown: everybody sees who votes in it."""
    if not poll.public:
        return None
    most = len(poll.options) if poll.multiple else 1
    press = f"{vote_by_ballot.name}:{poll.id}"
    return Ballot(poll_label(poll), tuple(poll.options), most, press, result)
