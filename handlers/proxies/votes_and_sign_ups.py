"""Sign-ups and votes that the gardener passes on for people without a phone.

They count like any other, are marked as passed on, also on the attendance list, and give way to the
person's own answer or vote.
"""

from datetime import date
from functools import partial
from typing import Annotated

from bot.core import (
    Act,
    Card,
    Context,
    Replace,
    Router,
    Text,
    Where,
    at_most,
    gone_by,
    read_words,
    reads,
    text,
)
from bot.domain.events.rules import LONGEST_REPLY, Rsvp, read_rsvp
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
from bot.references.events import event_thing
from bot.references.polls import poll_thing
from bot.references.proxies import ACT_FOR_A_MEMBER, choose_proxy_event, choose_proxy_poll
from handlers.events import (
    ANSWER_LABELS,
    check_typed_answer,
    event_by_id,
    event_by_number,
    event_card_title,
    event_line,
    event_time,
    record_answer,
)
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
from storage.events import Attendance, Attendances, Event, Events
from storage.members import Member
from storage.polls import Poll, Polls, Turn, WordsOnPolls
from storage.proxies import Proxied, Proxies

router = Router()

PASS_ON_AN_ANSWER_TO_AN_EVENT = Act(
    text("{who} passed on an answer to an event"), text("pass on an answer to an event")
)

MOST_EVENTS = 20


class SignsUpAlone(Final):
    """{name} has an account: nobody else can answer for them.

    You can answer for people without a phone.
    """


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
    "proxy event",
    fr="aunomde inscrire",
    aliases=("aunomde inscription", "proxy rsvp"),
    seat=Seat.TERRITORY,
    where=Where.DIRECT,
    example=(
        "event Jeanne Petit | 12 | yes | yesterday",
        "inscrire Jeanne Petit | 12 | oui | hier",
    ),
    limit=BY_VOICE,
    trace=PASS_ON_AN_ANSWER_TO_AN_EVENT,
)
def sign_up_for(
    ctx: Context,
    somebody: Member,
    number: int,
    choice: Annotated[Rsvp, reads(read_rsvp)],
    asked_on: Annotated[date | None, gone_by()] = None,
    reply: Annotated[str, at_most(LONGEST_REPLY)] = "",
) -> Text:
    """Answer an event for a person without a phone: who, which event, yes or no, when, answer."""
    person = ctx.store[Proxies].of(somebody.id, ctx.community.id)
    if person is None:
        raise SignsUpAlone(name=somebody.name)
    event = event_by_number(ctx, number)
    check_typed_answer(ctx, event, choice)
    return _record_proxy_answer(ctx, person, event, choice, asked_on or ctx.today, reply)


@router.button(choose_proxy_event, seat=Seat.TERRITORY, trace=ACT_FOR_A_MEMBER)
def choose_event(ctx: Context, member_id: int) -> Card:
    name = proxied_person(ctx, member_id).member.name
    events = ctx.store[Events].upcoming(ctx.community.id, ctx.now, MOST_EVENTS)
    if not events:
        return Card(name, (text("No event is announced for now."),))
    rows = tuple(
        (choose_answer.button(event_line(event), member_id, event.id),) for event in events
    )
    return Card(name, (text("For which event?"),), rows)


@router.button("proxy_event", seat=Seat.TERRITORY, trace=ACT_FOR_A_MEMBER)
def choose_answer(ctx: Context, member_id: int, event_id: int) -> Card:
    person, event = proxied_person(ctx, member_id), event_by_id(ctx, event_id)
    attendance = ctx.store[Attendances].mine(event.id, member_id)
    row = tuple(
        sign_up_for_today.button(label, event.id, member_id, rsvp.value)
        for rsvp, label in ANSWER_LABELS.items()
    )
    question = text("What did {name} ask you for today?", name=person.member.name)
    lines = [text("{when}", when=event_time(event))]
    lines += [] if attendance is None else [_answer_text(attendance, person.member.name)]
    if event.question:
        lines.append(_reply_hint(event, person.member.name))
    return Card(event_card_title(event), (*lines, question), (row,))


@router.button(
    "proxy_rsvp",
    of=event_thing,
    takes_back=(Rsvp.DECLINED,),
    seat=Seat.TERRITORY,
    limit=BY_VOICE,
    trace=PASS_ON_AN_ANSWER_TO_AN_EVENT,
)
def sign_up_for_today(ctx: Context, event_id: int, member_id: int, choice: str) -> Replace:
    """Pass on an answer that was given today."""
    person, event = proxied_person(ctx, member_id), event_by_id(ctx, event_id)
    return Replace(_record_proxy_answer(ctx, person, event, read_rsvp(choice), ctx.today))


def _record_proxy_answer(
    ctx: Context, person: Proxied, event: Event, rsvp: Rsvp, asked_on: date, reply: str = ""
) -> Text:
    name = person.member.name
    request_expiry(asked_on, ctx.today)
    answered = record_answer(ctx, event, person.member, rsvp, asked_on=asked_on)
    if answered.now is not None and reply:
        ctx.store[Attendances].reply(answered.now.id, reply)
    ctx.store[Proxies].act(person.proxy, ctx.now)
    if answered.now is None:
        return text("{name} has no answer.", name=name)
    return text(
        "{standing} Event {number}, {when}, asked on {day}. It counts as passed on.",
        standing=_answer_text(answered.now, name),
        number=event.number,
        when=event_time(event),
        day=asked_on,
    )


def _answer_text(attendance: Attendance, name: str) -> Text:
    answer = {
        Rsvp.GOING: text("{name} is coming.", name=name),
        Rsvp.MAYBE: text("{name} may be coming.", name=name),
        Rsvp.DECLINED: text("{name} is not coming.", name=name),
        Rsvp.WAITING: text(
            "It is full: {name} is on the waiting list. I write to you when a place is free.",
            name=name,
        ),
        Rsvp.NONE: text("{name} has no answer.", name=name),
    }
    return answer[attendance.answer]


def _reply_hint(event: Event, name: str) -> Text:
    """A hint on passing on an answer to the event's question."""
    typed = sign_up_for.typed(
        name, "|", event.number, "|", ("yes", "oui"), "|", ("today", "aujourd'hui"), "|", "…"
    )
    return text(
        "Asked at sign-up: {question} With the answer: {typed}",
        question=event.question,
        typed=typed,
    )


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
    labels = partial(numbered_labels, poll)
    check_ballot(ballot, poll.short_question, labels, poll.rules, lambda: example)
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
