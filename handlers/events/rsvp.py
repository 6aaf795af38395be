"""Answering an event: by a tap, or in writing; with guests, and the question asked at sign-up."""

from collections.abc import Sequence
from typing import Annotated

from bot.core import (
    Answer,
    Card,
    Context,
    Replace,
    Router,
    Text,
    Toast,
    Typed,
    Where,
    asks,
    at_most,
    text,
)
from bot.domain.events.places import NoSeatForGuests, free
from bot.domain.events.rules import (
    GUESTS_OF_ONE,
    LONGEST_NAME,
    LONGEST_REPLY,
    Rsvp,
    read_rsvp,
)
from bot.domain.refusals import Refusal
from bot.domain.roles import Role
from bot.domain.words import person_name
from bot.references.events import (
    agenda_command,
    event_card,
    press_event,
    press_event_guest,
    press_rsvp,
    rsvp_command,
)
from handlers.events.attending import Answered, answer, check_open, offer_seats, take_back
from handlers.events.words import called, when
from storage.events import Attendance, Attendances, Event, Events
from storage.inbound import Forms

router = Router()

EXAMPLE = rsvp_command.typed("12", ("yes", "oui"))
WITHDRAW = ("withdraw", "retirer", "remove", "annuler")


class NothingToAnswer(Refusal):
    """There is no event {number} here. Write the event's number, then your answer: {example}."""


class AnswerElsewhere(Refusal):
    """This event does not belong to this community, so you cannot answer it here."""


class NoGuestsHere(Refusal):
    """Event {number} is for members only: nobody can be brought along."""


class ComeFirst(Refusal):
    """Say first that you come to event {number}: {example}."""


class TooManyGuests(Refusal):
    """You bring {count} people already, which is as many as one may bring."""


# Answering


@router.button(press_rsvp, who=Role.MEMBER, deep=True, by_link=press_event, card=event_card)
def press_answer(ctx: Context, event_id: int, choice: str) -> Answer:
    """Answer by a tap; a second tap on the same button changes nothing."""
    event = _known(ctx, event_id)
    answered = answer(ctx, event, ctx.member, read_rsvp(choice))
    said: Answer = Toast(_said(ctx, event, answered.now))
    if ctx.incoming.in_the_open and answered.waits:  # the card does not show who waits
        said = _confirmed(ctx, event, answered.now)
    return _ask(ctx, event, answered, said)


@router.undo(press_rsvp)
def take_answer_back(ctx: Context, event_id: int, choice: str) -> Toast | None:
    """Take an answer back with the reaction that gave it, unless another one has replaced it."""
    event = _known(ctx, event_id)
    mine = ctx.store[Attendances].mine(event.id, ctx.member.id)
    rsvp = read_rsvp(choice)
    meant = {Rsvp.GOING, Rsvp.WAITING} if rsvp is Rsvp.GOING else {rsvp}
    if mine is None or mine.answer not in meant:
        return None
    take_back(ctx, event, ctx.member)
    return Toast(_said(ctx, event, None))


@router.command(
    rsvp_command,
    who=Role.MEMBER,
    where=Where.DIRECT,
    example="12 oui",
    theme="part",
)
def write_answer(ctx: Context, number: int, choice: str = "") -> Answer:
    """Answer an event in writing: yes, maybe, no, or yes +NAME with somebody."""
    event = ctx.store[Events].numbered(ctx.community.id, number)
    if event is None:
        raise NothingToAnswer(number=number, example=EXAMPLE)
    if not choice:
        return press_event.run(ctx, event.id)
    if choice.casefold().strip(" .!") in WITHDRAW:
        take_back(ctx, event, ctx.member)
        return _said(ctx, event, None)
    typed, *guests = (each.strip() for each in choice.split("+"))
    rsvp = read_rsvp(typed) if typed else Rsvp.GOING
    answered = answer(ctx, event, ctx.member, rsvp)
    alone = _bring_all(
        ctx, event, [person_name(each.removeprefix("1")) for each in guests[: 2 * GUESTS_OF_ONE]]
    )
    said = _confirmed(ctx, event, answered.now, *alone)
    asked = _ask(ctx, event, answered, said)
    if asked is not said:
        for each in alone:
            ctx.whisper(each)
    return asked


@router.command(
    "rsvp", fr="inscription", who=Role.MEMBER, theme="part", label=text("Sign up"), shows=True
)
def choose_event(ctx: Context) -> Answer:
    """See the events that you can sign up for."""
    return agenda_command.follow(ctx)


def _ask(ctx: Context, event: Event, answered: Answered, said: Answer) -> Answer:
    """The same answer, and the event's question to whoever signed up and was not asked yet."""
    mine = answered.now
    comes = mine is not None and mine.answer in (Rsvp.GOING, Rsvp.WAITING)
    if not event.question or mine is None or not comes or mine.reply or not answered.is_new:
        return said
    asked = keep_reply.ask(ctx, event=str(event.id))
    return asked if ctx.direct or ctx.private_room is None else said


# The question, and guests


def _question(ctx: Context) -> dict[str, object]:
    """What the event asks whose form is open."""
    form = ctx.store[Forms].open_in(ctx.private_room or ctx.incoming.room, ctx.now)
    event_id = 0 if form is None else int(form.answers.get("event", "0"))
    event = ctx.store[Events].find(ctx.community.id, event_id)
    if event is None:
        return {"said": "", "question": ""}
    mine = ctx.store[Attendances].mine(event.id, ctx.member.id)
    return {"said": _said(ctx, event, mine), "question": event.question}


@router.form("event_reply", who=Role.MEMBER)
def keep_reply(
    ctx: Context,
    event: int,
    reply: Annotated[
        str,
        asks("{said} One question: {question}", fill=_question),
        at_most(LONGEST_REPLY),
    ] = "",
) -> Card:
    """Keep what somebody answers to the question at sign-up."""
    found = _known(ctx, event)
    mine = ctx.store[Attendances].mine(found.id, ctx.member.id)
    if mine is not None and reply:
        ctx.store[Attendances].reply(mine.id, reply)
    return _confirmed(ctx, found, mine)


@router.button(press_event_guest, who=Role.MEMBER)
def ask_for_guest(ctx: Context, event_id: int) -> Answer:
    """Ask whom somebody brings along."""
    event = _known(ctx, event_id)
    _check_guest(ctx, event)
    return add_guest.ask(ctx, event=str(event.id))


@router.form("event_guest", who=Role.MEMBER)
def add_guest(
    ctx: Context,
    event: int,
    name: Annotated[
        str,
        asks("Who comes with you? Write a first name: only the gardeners see it, for 60 days."),
        at_most(LONGEST_NAME),
    ],
) -> Card:
    """Sign somebody up who comes along with a member."""
    found = _known(ctx, event)
    _bring(ctx, found, person_name(name))
    return _guests(ctx, found)


@router.button("event_guest_out", who=Role.MEMBER)
def drop_guest(ctx: Context, event_id: int, guest_id: int) -> Replace:
    """Take somebody back whom a member wanted to bring."""
    event = _known(ctx, event_id)
    mine = ctx.store[Attendances].mine(event.id, ctx.member.id)
    if mine is not None and ctx.store[Attendances].drop_guest(mine.id, guest_id):
        offer_seats(ctx, event)
        event_card.refresh(ctx, event.id)
    return Replace(_guests(ctx, event))


def _bring_all(ctx: Context, event: Event, names: Sequence[str]) -> list[Text]:
    """Sign guests up beside a member; where there is no room for one, the member still comes."""
    try:
        for name in names:
            _bring(ctx, event, name)
    except Refusal as refusal:
        return [Text(refusal.sentence, refusal.values)]
    return []


def _bring(ctx: Context, event: Event, name: str) -> None:
    mine = ctx.store[Attendances].mine(event.id, ctx.member.id)
    brought = [] if mine is None else ctx.store[Attendances].guests_of(mine.id)
    if name and any(each.name == name for each in brought):
        return  # the same words sent twice bring nobody else
    mine = _check_guest(ctx, event)
    ctx.store[Attendances].add_guest(event.id, mine.id, name, ctx.now)
    event_card.refresh(ctx, event.id)


def _check_guest(ctx: Context, event: Event) -> Attendance:
    """The answer of whoever brings somebody; refuses where there is no room for another."""
    event = ctx.store[Events].hold(event.id)
    check_open(ctx, event)
    if not event.guests:
        raise NoGuestsHere(number=event.number)
    mine = ctx.store[Attendances].mine(event.id, ctx.member.id)
    if mine is None or mine.answer != Rsvp.GOING:
        raise ComeFirst(number=event.number, example=_typed(event, "yes", "oui"))
    brought = len(ctx.store[Attendances].guests_of(mine.id))
    if brought >= GUESTS_OF_ONE:
        raise TooManyGuests(count=brought)
    if event.capacity is not None:
        waits = ctx.store[Attendances].anybody_waits(event.id)
        left = free(event.capacity, ctx.store[Attendances].counts(event.id).seats)
        if waits or not left:
            raise NoSeatForGuests(number=event.number)
    return mine


def _guests(ctx: Context, event: Event) -> Card:
    """Whom somebody brings, each with a way to take them back."""
    mine = ctx.store[Attendances].mine(event.id, ctx.member.id)
    guests = [] if mine is None else ctx.store[Attendances].guests_of(mine.id)
    lines = [text("{when}", when=when(event)), _said(ctx, event, mine)]
    rows = [
        (drop_guest.button(text("Without {name}", name=each.name), event.id, each.id),)
        for each in guests
    ]
    more = (press_event_guest.button(text("I bring somebody"), event.id),)
    return Card(called(event), tuple(lines), (*rows, more))


# Which event, and what is said


def _known(ctx: Context, event_id: int) -> Event:
    event = ctx.store[Events].find(ctx.community.id, event_id)
    if event is None:
        raise AnswerElsewhere
    return event


def _said(ctx: Context, event: Event, mine: Attendance | None) -> Text:
    """What an answer became, in a few words."""
    if mine is None:
        return text("Your answer to event {number} is taken back.", number=event.number)
    if mine.answer == Rsvp.WAITING:
        place = ctx.store[Attendances].ahead_of(mine) + 1
        return text(
            "It is full. You are number {place} on the waiting list: I write to you when a place "
            "is free.",
            place=place,
        )
    if mine.answer == Rsvp.MAYBE:
        return text("Noted: you may be coming to event {number}.", number=event.number)
    if mine.answer == Rsvp.DECLINED:
        return text("Noted: you are not coming to event {number}.", number=event.number)
    names = [each.name for each in ctx.store[Attendances].guests_of(mine.id) if each.name]
    if names:
        return text("You are coming, with {names}: {when}.", names=names, when=when(event))
    return text("You are coming: {when}.", when=when(event))


def _confirmed(ctx: Context, event: Event, mine: Attendance | None, *others: Text) -> Card:
    """The same in private, with where to change it and what follows."""
    declined = mine is None or mine.answer == Rsvp.DECLINED
    other = _typed(event, "yes", "oui") if declined else _typed(event, "no", "non")
    lines = (
        _said(ctx, event, mine),
        *others,
        text("To change your answer: {other}", other=other),
    )
    return Card(called(event), lines, ((press_event.button(text("Details"), event.id),),))


def _typed(event: Event, en: str, fr: str) -> Typed:
    return rsvp_command.typed(event.number, (en, fr))
