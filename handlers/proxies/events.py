"""Sign-ups that the gardener passes on for people without a phone.

They count like any other, are marked as passed on on the attendance list, and give way to the
person's own answer.
"""

from datetime import date
from typing import Annotated

from bot.core import Act, Card, Context, Replace, Router, Text, Where, at_most, gone_by, reads, text
from bot.domain.events.rules import LONGEST_REPLY, Rsvp, read_rsvp
from bot.domain.personal_data import request_expiry
from bot.domain.rates import BY_VOICE
from bot.domain.refusals import Final
from bot.domain.roles import Seat
from bot.references.events import event_thing
from bot.references.proxies import ACT_FOR_A_MEMBER, choose_proxy_event
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
from handlers.proxies.registration import proxied_person
from storage.events import Attendance, Attendances, Event, Events
from storage.members import Member
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
