"""Answer an event by button or in writing, and bring guests."""

from collections.abc import Sequence
from typing import Annotated

from bot.core import (
    Answer,
    Card,
    Context,
    Line,
    OpenDirect,
    Replace,
    Router,
    Text,
    Toast,
    Where,
    asks,
    at_most,
    presses_beside,
    text,
)
from bot.domain.events.attendance import NoPlaceForGuests, free_places
from bot.domain.events.rules import GUESTS_OF_ONE, LONGEST_NAME, LONGEST_REPLY, Rsvp, read_rsvp
from bot.domain.refusals import Final, Refusal
from bot.domain.roles import Role
from bot.domain.words import person_name
from bot.references.calendars import send_event_file
from bot.references.events import (
    agenda_command,
    answer_event,
    ask_cancel_reason,
    bring_guest,
    edit_event,
    event_card,
    event_thing,
    open_event,
    rsvp_command,
    show_attendance_list,
)
from bot.references.rides import offer_ride, search_ride, show_rides
from handlers.events.answers import (
    AnswerChange,
    answer_text,
    offer_places,
    record_answer,
    withdraw_answer,
    would_wait,
)
from handlers.events.card import own_event_card
from handlers.events.event_lookup import (
    check_open,
    check_typed_answer,
    event_by_id,
    event_by_number,
)
from handlers.events.words import (
    ANSWER_LABELS,
    WAITING_LABEL,
    attendance_text,
    event_card_title,
    event_time,
    gives_address,
    location_lines,
    titled_card,
    typed_yes,
)
from storage.events import Attendance, Attendances, Event, Events, Guests, WaitingList
from storage.inbound import Forms

router = Router(own_page=True)

_ABOUT_EVENTS = {
    each.name
    for each in (
        answer_event,
        open_event,
        bring_guest,
        edit_event,
        ask_cancel_reason,
        show_attendance_list,
        send_event_file,
        show_rides,
        offer_ride,
        search_ride,
    )
}
WITHDRAW_WORDS = ("withdraw", "retirer", "remove", "annuler")


class NoGuestsHere(Final):
    """Event {number} is for members only: you cannot bring a guest."""


class ComeFirst(Final):
    """First say that you are coming to event {number}: {example}."""


class TooManyGuests(Refusal):
    """You are already bringing {count} people, which is the maximum."""


@router.button(
    answer_event,
    of=event_thing,
    takes_back=(Rsvp.DECLINED,),
    who=Role.MEMBER,
    deep=True,
    by_link=open_event,
    card=event_card,
)
def answer_by_button(ctx: Context, event_id: int, choice: str) -> Answer:
    """Answer by button; a second press on the same one changes nothing.

    A card may be older than the last place: who pressed that they come is asked before they wait.
    """
    event = event_by_id(ctx, event_id)
    rsvp = read_rsvp(choice)
    if rsvp is Rsvp.GOING and would_wait(ctx, event):
        return _waiting_list_answer(ctx, event)
    answered = record_answer(ctx, event, ctx.member, rsvp)
    return _with_question(ctx, event, answered, _press_confirmation(ctx, event, answered))


def _waiting_list_answer(ctx: Context, event: Event) -> Answer:
    """Say that no place is left and offer the waiting list, in private."""
    people = attendance_text(event, ctx.store[Attendances].counts(event.id))
    remark = text(
        "No place is left, and nothing is noted yet. On the waiting list, I write to you as soon "
        "as a place is free."
    )
    wait = answer_event.button(WAITING_LABEL, event.id, Rsvp.WAITING.value)
    details = open_event.button(text("Details"), event.id)
    typed = rsvp_command.typed(event.number, ("waiting", "attente"))
    card = titled_card(
        event,
        (text("{when}", when=event_time(event)), people, remark),
        ((wait, details),),
        typed=typed,
    )
    if ctx.direct or ctx.incoming.in_the_open:
        return card
    if not ctx.whisper(card):
        return OpenDirect(open_event.link_word(ctx, event.id))
    return Toast(text("No place is left: I offer you the waiting list in private."))


@router.undo(answer_event)
def take_answer_back(ctx: Context, event_id: int, choice: str) -> Toast | None:
    """Withdraw an answer with the reaction that gave it, unless it has been replaced."""
    event = event_by_id(ctx, event_id)
    attendance = ctx.store[Attendances].mine(event.id, ctx.member.id)
    rsvp = read_rsvp(choice)
    yes = {Rsvp.GOING, Rsvp.WAITING}
    answers = yes if rsvp in yes else {rsvp}
    if attendance is None or attendance.answer not in answers:
        return None
    withdraw_answer(ctx, event, ctx.member)
    return Toast(answer_text(ctx, event, None))


@router.command(
    rsvp_command, who=Role.MEMBER, where=Where.DIRECT, example=("12 yes", "12 oui"), theme="part"
)
def answer_in_writing(ctx: Context, number: int, choice: str = "") -> Answer:
    """Answer an event in writing: yes, maybe, no, or yes +NAME to bring someone."""
    event = event_by_number(ctx, number)
    if not choice:
        return open_event.run(ctx, event.id)
    if choice.casefold().strip(" .!") in WITHDRAW_WORDS:
        withdraw_answer(ctx, event, ctx.member)
        return answer_text(ctx, event, None)
    typed, *guests = (each.strip() for each in choice.split("+"))
    rsvp = read_rsvp(typed) if typed else Rsvp.GOING
    check_typed_answer(ctx, event, rsvp)
    answered = record_answer(ctx, event, ctx.member, rsvp)
    names = [person_name(each.removeprefix("1")) for each in guests[: 2 * GUESTS_OF_ONE]]
    alone = add_guests(ctx, event, names)
    confirmation = _confirmation(ctx, event, answered.now, *alone)
    question = _with_question(ctx, event, answered, confirmation)
    if question is not confirmation:
        for each in alone:
            ctx.whisper(each)
    return question


@router.command(
    "rsvp", fr="inscription", who=Role.MEMBER, theme="part", label=text("Sign up"), shows=True
)
def choose_event(ctx: Context) -> Answer:
    """See the events that you can sign up for."""
    return agenda_command.follow(ctx)


def _with_question(
    ctx: Context, event: Event, answered: AnswerChange, confirmation: Answer
) -> Answer:
    """The same answer, or the event's question to those who just signed up."""
    attendance = answered.now
    comes = attendance is not None and attendance.answer in (Rsvp.GOING, Rsvp.WAITING)
    if not event.question or not comes or not answered.is_new or (attendance and attendance.reply):
        return confirmation
    shown = event_thing.present(ctx, event.id)
    question = keep_reply.ask(ctx, event=str(event.id), shown=str(shown))
    return question if ctx.direct or ctx.private_room() is None else confirmation


def _question_values(ctx: Context) -> dict[str, object]:
    """The question of the event whose form is open."""
    form = ctx.store[Forms].open_in(ctx.form_room, ctx.now)
    event_id = 0 if form is None else int(form.answers.get("event", "0"))
    event = ctx.store[Events].find(ctx.community.id, event_id)
    if event is None:
        return {"said": "", "question": ""}
    attendance = ctx.store[Attendances].mine(event.id, ctx.member.id)
    return {"said": answer_text(ctx, event, attendance), "question": event.question}


@router.form("event_reply", who=Role.MEMBER)
def keep_reply(
    ctx: Context,
    event: int,
    shown: int,
    reply: Annotated[
        str, asks("{said} One question: {question}", fill=_question_values), at_most(LONGEST_REPLY)
    ] = "",
) -> Answer:
    """Keep the answer to the question asked at sign-up; of a changed event it is asked again."""
    found = event_by_id(ctx, event)
    present = event_thing.present(ctx, found.id)
    if shown != present and found.question:
        return keep_reply.ask(ctx, event=str(found.id), shown=str(present))
    attendance = ctx.store[Attendances].mine(found.id, ctx.member.id)
    if attendance is not None and found.question and reply:
        ctx.store[Attendances].reply(attendance.id, reply)
    return _confirmation(ctx, found, attendance)


def _press_confirmation(ctx: Context, event: Event, answered: AnswerChange) -> Answer:
    """The answer to a press: on the card itself in private, else a few words.

    A place on the waiting list and a private address are told in private, too: a room's card shows
    neither.
    """
    if ctx.direct and _is_own_card(ctx, event):
        return Replace(own_event_card(ctx, event))
    confirmation = _confirmation(ctx, event, answered.now)
    if ctx.direct or (ctx.incoming.in_the_open and answered.waits):
        return confirmation
    if gives_address(event, answered.now) and not ctx.whisper(confirmation):
        return OpenDirect(open_event.link_word(ctx, event.id))
    if answered.waits and answered.is_new:
        ctx.whisper(confirmation)
    return Toast(answer_text(ctx, event, answered.now))


def _is_own_card(ctx: Context, event: Event) -> bool:
    """True if the pressed message is about this event and nothing else."""
    if not ctx.incoming.press_id:
        return False
    presses = [each.split(":") for each in presses_beside(ctx)]
    return bool(presses) and all(
        name in _ABOUT_EVENTS and rest[:1] == [str(event.id)] for name, *rest in presses
    )


def _confirmation(ctx: Context, event: Event, attendance: Attendance | None, *others: Text) -> Card:
    """The answer in private, with buttons to change it."""
    lines: tuple[Line, ...] = (answer_text(ctx, event, attendance), *others)
    if gives_address(event, attendance):
        lines = (*lines, *location_lines(event, exact=True))
    other = answer_event.button(text("I am not coming any more"), event.id, Rsvp.DECLINED.value)
    if attendance is None or attendance.answer == Rsvp.DECLINED:
        other = answer_event.button(ANSWER_LABELS[Rsvp.GOING], event.id, Rsvp.GOING.value)
    details = open_event.button(text("Details"), event.id)
    return Card(event_card_title(event), lines, ((other, details),))


@router.button(bring_guest, of=event_thing, who=Role.MEMBER)
def ask_for_guest(ctx: Context, event_id: int) -> Answer:
    """Ask for the name of a guest."""
    event = event_by_id(ctx, event_id)
    _host_attendance(ctx, event)
    shown = event_thing.present(ctx, event.id)
    return add_guest.ask(ctx, event=str(event.id), shown=str(shown))


@router.form("event_guest", who=Role.MEMBER)
def add_guest(
    ctx: Context,
    event: int,
    shown: int,
    name: Annotated[
        str,
        asks(
            "Who is coming with you? Write a first name: only the gardening team sees it, for 60 "
            "days."
        ),
        at_most(LONGEST_NAME),
    ],
) -> Card:
    """Sign up a guest of a member."""
    found = event_by_id(ctx, event)
    event_thing.check(ctx, found.id, shown)
    _add_guest(ctx, found, person_name(name))
    return _guests_card(ctx, found)


@router.button("event_guest_out", who=Role.MEMBER, undoes=True)
def drop_guest(ctx: Context, event_id: int, guest_id: int) -> Replace:
    """Remove a guest of a member."""
    event = event_by_id(ctx, event_id)
    attendance = ctx.store[Attendances].mine(event.id, ctx.member.id)
    if attendance is not None and ctx.store[Guests].drop(attendance.id, guest_id):
        offer_places(ctx, event)
        event_card.refresh(ctx, event.id)
    return Replace(_guests_card(ctx, event))


def add_guests(ctx: Context, event: Event, names: Sequence[str]) -> list[Text]:
    """Sign up guests; if there is no place for one, the member still comes."""
    try:
        for name in names:
            _add_guest(ctx, event, name)
    except Refusal as refusal:
        return [Text(refusal.sentence, refusal.values)]
    return []


def _add_guest(ctx: Context, event: Event, name: str) -> None:
    attendance = ctx.store[Attendances].mine(event.id, ctx.member.id)
    brought = [] if attendance is None else ctx.store[Guests].of(attendance.id)
    if name and any(each.name == name for each in brought):
        return  # the same words sent twice bring nobody else
    attendance = _host_attendance(ctx, event)
    ctx.store[Guests].add(event.id, attendance.id, name, ctx.now)
    event_card.refresh(ctx, event.id)


def _host_attendance(ctx: Context, event: Event) -> Attendance:
    """Return the host's attendance; raises if they may bring no other guest."""
    event = ctx.store[Events].hold(event.id)
    check_open(ctx, event)
    if not event.guests:
        raise NoGuestsHere(number=event.number)
    attendance = ctx.store[Attendances].mine(event.id, ctx.member.id)
    if attendance is None or attendance.answer != Rsvp.GOING:
        raise ComeFirst(number=event.number, example=typed_yes(event))
    brought = len(ctx.store[Guests].of(attendance.id))
    if brought >= GUESTS_OF_ONE:
        raise TooManyGuests(count=brought)
    if event.capacity is not None:
        waits = ctx.store[WaitingList].anybody_waits(event.id)
        remaining = free_places(
            event.capacity, ctx.store[Attendances].counts(event.id).places_taken
        )
        if waits or not remaining:
            raise NoPlaceForGuests(number=event.number)
    return attendance


def _guests_card(ctx: Context, event: Event) -> Card:
    attendance = ctx.store[Attendances].mine(event.id, ctx.member.id)
    guests = [] if attendance is None else ctx.store[Guests].of(attendance.id)
    lines = [text("{when}", when=event_time(event)), answer_text(ctx, event, attendance)]
    rows = [
        (drop_guest.button(text("Without {name}", name=each.name), event.id, each.id),)
        for each in guests
    ]
    more = (bring_guest.button(text("I am bringing someone"), event.id),)
    return titled_card(event, tuple(lines), (*rows, more))
