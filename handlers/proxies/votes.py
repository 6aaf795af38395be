"""Votes that the gardener passes on for people without a phone.

They count like any other, are marked as passed on, and give way to the person's own vote.
"""

from datetime import date
from functools import partial
from typing import Annotated

from bot.core import Act, Card, Context, Router, Text, Where, gone_by, read_words, text
from bot.domain.personal_data import request_expiry
from bot.domain.polls.ballots_by_kind import LONGEST_WORDS, METHODS, reason_in
from bot.domain.polls.rules import (
    WORD_CHOICE,
    Choices,
    PollKind,
    check_ballot,
    check_whole_ballot,
    no_such_choice,
)
from bot.domain.rates import BY_VOICE
from bot.domain.refusals import Final, Refusal
from bot.domain.roles import Seat
from bot.references.polls import poll_thing
from bot.references.proxies import ACT_FOR_A_MEMBER, choose_proxy_poll
from handlers.polls import (
    check_open,
    check_voter,
    choice_labels,
    numbered_labels,
    option_labels,
    poll_card_title,
    poll_choice,
    put_ballot,
    turn_by_id,
    turn_by_number,
)
from handlers.proxies.registration import proxied_person
from storage.members import Member
from storage.polls import Poll, Polls, Turn, WordsOnPolls
from storage.proxies import Proxied, Proxies

router = Router()

PASS_ON_A_VOTE = Act(text("{who} passed on a vote"), text("pass on a vote"))


class NoProxyInSecret(Final):
    """“{question}” is a secret vote: nobody can vote in it for somebody else."""


class ActsAlone(Final):
    """{name} has an account: nobody else can vote for them.

    You can pass on votes of people without a phone.
    """


class WordsMissing(Refusal):
    """This answer comes with words. Write for example: {example}."""


@router.command(
    "proxy vote",
    fr="aunomde voter",
    seat=Seat.TERRITORY,
    where=Where.DIRECT,
    example=("vote Jeanne Petit | 7 | 2 | yesterday", "voter Jeanne Petit | 7 | 2 | hier"),
    limit=BY_VOICE,
    trace=PASS_ON_A_VOTE,
)
def vote_for(
    ctx: Context,
    somebody: Member,
    number: int,
    choices: str,
    asked_on: Annotated[date | None, gone_by()] = None,
) -> Text:
    """Pass on the vote of a person without a phone: who, which poll, which choice, asked when."""
    person = ctx.store[Proxies].of(somebody.id, ctx.community.id)
    if person is None:
        raise ActsAlone(name=somebody.name)
    turn = turn_by_number(ctx, number, somebody)
    if turn.poll.secret:
        raise NoProxyInSecret(question=turn.poll.question)
    poll_thing.check_delivered(ctx, turn.poll.id)
    ballot = METHODS[turn.poll.kind].read(choices, turn.poll.options, ctx.today)
    if ballot is None:
        raise no_such_choice(turn.poll.short_question, numbered_labels(turn.poll), choices)
    words = reason_in(choices) if turn.poll.kind == PollKind.CONSENT else choices
    return _record_proxy_vote(ctx, person, turn, ballot, asked_on or ctx.today, words=words)


@router.button(choose_proxy_poll, seat=Seat.TERRITORY, trace=ACT_FOR_A_MEMBER)
def choose_poll(ctx: Context, member_id: int) -> Card:
    person = proxied_person(ctx, member_id)
    opened = ctx.store[Polls].open_turns(ctx.community.id, member_id)
    turns = [each for each in opened if not each.poll.secret]
    if not turns:
        return Card(person.member.name, (text("No poll is open at the moment."),))
    rows = tuple(
        (choose_choice.button(poll_choice(each.poll), member_id, each.poll.id),) for each in turns
    )
    return Card(person.member.name, (text("In which poll?"),), rows)


@router.button("proxy_poll", seat=Seat.TERRITORY, trace=ACT_FOR_A_MEMBER)
def choose_choice(ctx: Context, member_id: int, poll_id: int) -> Card:
    person = proxied_person(ctx, member_id)
    turn = turn_by_id(ctx, poll_id, person.member)
    rows = tuple(
        (vote_for_today.button(label, poll_id, member_id, turn.poll.choice_id(nth)),)
        for nth, label in enumerate(option_labels(turn.poll), start=1)
    )
    question = text("What did {name} ask you for today?", name=person.member.name)
    return Card(poll_card_title(turn.poll), (question,), rows)


@router.button(
    "proxy_vote", of=poll_thing, seat=Seat.TERRITORY, limit=BY_VOICE, trace=PASS_ON_A_VOTE
)
def vote_for_today(ctx: Context, poll_id: int, member_id: int, choice_id: int) -> Text:
    """Pass on a vote that was asked for today."""
    person = proxied_person(ctx, member_id)
    turn = turn_by_id(ctx, poll_id, person.member)
    return _record_proxy_vote(ctx, person, turn, (turn.poll.choice_number(choice_id),), ctx.today)


def _record_proxy_vote(
    ctx: Context, person: Proxied, turn: Turn, ballot: Choices, asked_on: date, *, words: str = ""
) -> Text:
    poll, name = turn.poll, person.member.name
    check_open(ctx, poll)
    least = poll.rules.least
    counts = "2" if least == 1 else " ".join(map(str, range(1, least + 1)))
    example = vote_for.typed(name, "|", poll.number, "|", counts)
    check_ballot(ballot, poll.short_question, partial(numbered_labels, poll), poll.rules, example)
    check_whole_ballot(ballot, poll.short_question, poll.rules, example)
    if WORD_CHOICE.get(poll.kind) in ballot:
        _keep_words(ctx, person, poll, words)
    check_voter(ctx, poll, person.member.id)
    request_expiry(asked_on, ctx.today)
    put_ballot(ctx, turn, ballot, person.member.id, asked_on=asked_on)
    ctx.store[Proxies].act(person.proxy, ctx.now)
    if not ballot:
        return text(
            "The vote of {name} in “{question}” is taken back.",
            name=name,
            question=poll.short_question,
        )
    return text(
        "The vote of {name} in “{question}”, asked on {day}: {choices}. It counts as passed on.",
        name=name,
        question=poll.short_question,
        day=asked_on,
        choices=choice_labels(poll, ballot),
    )


def _keep_words(ctx: Context, person: Proxied, poll: Poll, words: str) -> None:
    """Keep the words that come with a vote. Raises `WordsMissing` without them."""
    if not words:
        example = ("objection: too early", "objection : trop tôt")
        if poll.kind == PollKind.OPEN:
            example = ("a shared garden", "un jardin partagé")
        typed = vote_for.typed(person.member.name, "|", poll.number, "|", example)
        raise WordsMissing(example=typed)
    kept = read_words(words, LONGEST_WORDS)
    ctx.store[WordsOnPolls].put(poll.id, person.member.id, kept, ctx.now)
