"""Answers to events and the places they take, until a member leaves; stored data in `/mydata`."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.core import (
    Card,
    Context,
    JobContext,
    Router,
    Text,
    ntext,
    quiet_of,
    text,
    write_command,
    zone_of,
)
from bot.domain.events.attendance import SignUpsOver, answer_for_yes, confirm_by, to_offer
from bot.domain.events.rules import EventState, Rsvp
from bot.references.events import answer_event, event_card
from bot.references.personal_data import leaving, losses
from handlers.events.event_lookup import check_open
from handlers.events.words import (
    MAY_COME,
    TAKE_LABEL,
    event_time,
    event_title,
    titled_card,
    typed_yes,
)
from storage.events import (
    Attendance,
    Attendances,
    Event,
    Events,
    Guests,
    MemberAttendances,
    WaitingList,
)
from storage.members import Member, Members
from storage.outbound import Priority

router = Router()

AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class AnswerChange:
    """An attendance before and after an answer; None is no answer."""

    now: Attendance | None
    before: Attendance | None

    @property
    def is_new(self) -> bool:
        return _answer_of(self.now) != _answer_of(self.before)

    @property
    def waits(self) -> bool:
        """True if the answer became a wait for a place."""
        return _answer_of(self.now) == Rsvp.WAITING


def record_answer(
    ctx: JobContext, event: Event, member: Member, rsvp: Rsvp, *, asked_on: date | None = None
) -> AnswerChange:
    """Record a member's answer; a yes becomes a wait if no place is left.

    A member who has a place, or waits for one, keeps it when saying yes again. Who asks for the
    waiting list comes, if a place is free.
    """
    if rsvp is Rsvp.WAITING:
        rsvp = Rsvp.GOING
    if event.capacity is not None:
        event = ctx.store[Events].hold(event.id)
    check_open(ctx, event)
    before = ctx.store[Attendances].mine(event.id, member.id)
    if before is not None and before.answer == rsvp:
        return _confirmed_answer(ctx, event, before, asked_on)
    became = _resulting_answer(ctx, event, before) if rsvp is Rsvp.GOING else rsvp
    if before is not None and before.answer == became and not before.is_offered:
        return _confirmed_answer(ctx, event, before, asked_on)
    after = ctx.store[Attendances].put(event.id, member.id, became, ctx.now, asked_on=asked_on)
    _update_places(ctx, event, before)
    return AnswerChange(after, before)


def would_wait(ctx: Context, event: Event) -> bool:
    """True if a yes of the sender, who has no place and waits for none, became a wait."""
    if event.capacity is None:
        return False
    event = ctx.store[Events].hold(event.id)
    check_open(ctx, event)
    before = ctx.store[Attendances].mine(event.id, ctx.member.id)
    if before is not None and before.answer in (Rsvp.GOING, Rsvp.WAITING):
        return False
    return _resulting_answer(ctx, event, before) is Rsvp.WAITING


def _confirmed_answer(
    ctx: JobContext, event: Event, before: Attendance, asked_on: date | None
) -> AnswerChange:
    """Confirm an unchanged answer, which may have been asked again or given by proxy."""
    if before.asked_again_at is not None:
        ctx.store[Attendances].confirm(before.id)
    if before.asked_on != asked_on:
        ctx.store[Attendances].asked(before.id, asked_on)
    after = replace(before, asked_again_at=None, asked_on=asked_on)
    if after != before:
        event_card.refresh(ctx, event.id)
    return AnswerChange(after, after)


def _resulting_answer(ctx: JobContext, event: Event, before: Attendance | None) -> Rsvp:
    if before is not None and before.is_offered:
        return Rsvp.GOING
    in_the_queue = before is not None and before.answer == Rsvp.WAITING
    if not in_the_queue and event.deadline is not None and event.deadline <= ctx.now:
        write = write_command.typed()
        raise SignUpsOver(number=event.number, deadline=event.deadline, write=write)
    if event.capacity is None:
        return Rsvp.GOING
    taken = ctx.store[Attendances].counts(event.id).places_taken
    others_wait = ctx.store[WaitingList].anybody_waits(event.id)
    return answer_for_yes(event.capacity, taken, others_wait=others_wait)


def withdraw_answer(ctx: JobContext, event: Event, member: Member) -> bool:
    """Withdraw a member's answer; False if there is none."""
    if event.capacity is not None:
        event = ctx.store[Events].hold(event.id)
    check_open(ctx, event)
    before = ctx.store[Attendances].mine(event.id, member.id)
    if not ctx.store[Attendances].take_back(event.id, member.id):
        return False
    _update_places(ctx, event, before)
    return True


def _update_places(ctx: JobContext, event: Event, before: Attendance | None) -> None:
    """Offer a place that was given up, and refresh the card."""
    held_place = before is not None and (before.answer == Rsvp.GOING or before.is_offered)
    if event.capacity is not None and held_place:
        offer_places(ctx, event)
    event_card.refresh(ctx, event.id)


def offer_places(ctx: JobContext, event: Event) -> None:
    """Offer free places to those who wait, in order."""
    event = ctx.store[Events].hold(event.id)
    waiting = ctx.store[WaitingList].waiting(event.id)
    if not waiting or event.starts_at <= ctx.now or event.state != EventState.PUBLISHED:
        return
    taken = ctx.store[Attendances].counts(event.id).places_taken
    first = set(to_offer(event.capacity, taken, [each.id for each in waiting]))
    for each in waiting:
        if each.id in first:
            _offer_place(ctx, event, each)
    if first:
        event_card.refresh(ctx, event.id)


def _offer_place(ctx: JobContext, event: Event, waiting: Attendance) -> None:
    """Keep a place and say until when; a member who cannot be told just gets it."""
    member = None if waiting.member_id is None else ctx.store[Members].get(waiting.member_id)
    if member is None:
        return
    zone = ZoneInfo(zone_of(member, ctx.community))
    until = confirm_by(ctx.now, event.starts_at, zone, quiet_of(member))
    if ctx.tell(member, _offer_card(event, until), calm=True, priority=Priority.ANNOUNCEMENT):
        ctx.store[WaitingList].offer(waiting.id, until)
        return
    asked_on = waiting.asked_on
    ctx.store[Attendances].put(event.id, member.id, Rsvp.GOING, ctx.now, asked_on=asked_on)
    if asked_on is not None:  # a person without a phone, reached only by voice
        notice = text(
            "{event}: a place was free, and {name}, who waited for it, has it now. Please call.",
            event=event_title(event),
            name=member.name,
        )
        ctx.tell_gardeners(notice)


def _offer_card(event: Event, until: datetime) -> Card:
    lines = (
        text("{when}", when=event_time(event)),
        text("A place is free for you. Take it before {until}, then it goes on.", until=until),
    )
    yes = answer_event.button(TAKE_LABEL, event.id, Rsvp.GOING.value)
    no = answer_event.button(text("I am not coming"), event.id, Rsvp.DECLINED.value)
    return titled_card(event, lines, ((yes, no),))


def offer_freed_places(ctx: JobContext) -> None:
    """Offer places that were given up or not taken in time to the next people."""
    store = ctx.store
    lapsed = store[WaitingList].lapsed(ctx.now, AT_ONCE)
    for each in lapsed:
        _end_offer(ctx, each)
    given_up = {each.event_id for each in lapsed}
    for event_id in sorted({*given_up, *store[WaitingList].queued(ctx.now)}):
        event = store[Events].get(event_id)
        offer_places(ctx.within(event.community_id), event)


def _end_offer(ctx: JobContext, waiting: Attendance) -> None:
    """Record an expired offer as a maybe, answered at the same time so that changes are told."""
    event = ctx.store[Events].get(waiting.event_id)
    member = None if waiting.member_id is None else ctx.store[Members].get(waiting.member_id)
    if member is None:
        return
    ctx.store[Attendances].put(event.id, member.id, Rsvp.MAYBE, waiting.answered_at)
    event_card.refresh(ctx, event.id)
    if event.state == EventState.PUBLISHED and event.starts_at > ctx.now:
        notice = text(
            "The place at event {number}, “{title}”, went to the next person. To join the waiting "
            "list again: {again}",
            number=event.number,
            title=event.title,
            again=typed_yes(event),
        )
        ctx.within(event.community_id).tell(member, notice, calm=True)


def answer_text(ctx: Context, event: Event, attendance: Attendance | None) -> Text:
    if attendance is None:
        return text("Your answer to event {number} is taken back.", number=event.number)
    if attendance.answer == Rsvp.WAITING:
        ahead = ctx.store[WaitingList].ahead_of(attendance)
        if not ahead:
            return text(
                "It is full. You are first on the waiting list: I write to you when a place is "
                "free."
            )
        return text(
            "It is full. You are number {place} on the waiting list: I write to you when a place "
            "is free.",
            place=ahead + 1,
        )
    if attendance.answer == Rsvp.MAYBE:
        return text("Noted: you may be coming.")
    if attendance.answer == Rsvp.DECLINED:
        return text("Noted: you are not coming.")
    names = [each.name for each in ctx.store[Guests].of(attendance.id) if each.name]
    if names:
        return text("You are coming, with {names}: {when}.", names=names, when=event_time(event))
    return text("You are coming: {when}.", when=event_time(event))


def _answer_of(attendance: Attendance | None) -> str | None:
    return None if attendance is None else attendance.answer


@router.contribution(leaving)
def withdraw_answers(ctx: Context, member: Member) -> None:
    """Withdraw the member's answers to events of the community that are to come."""
    ctx.store[MemberAttendances].leave(member.id, ctx.community.id, ctx.now)


@router.contribution(losses)
def lost_places(ctx: Context, member: Member, everywhere: bool) -> list[Text]:  # noqa: FBT001 - see `losses`
    """The number of upcoming events that the member answered, unless there are none."""
    left = ctx.store[Members].communities_of(member) if everywhere else [ctx.community.id]
    events = [event.id for each in left for event in ctx.store[Events].upcoming(each, ctx.now)]
    answers = ctx.store[Attendances].by(member.id, events).values()
    count = sum(each.answer in MAY_COME for each in answers)
    withdrawn = ntext(
        "Your answer to {count} upcoming event will be withdrawn, and your place will be free.",
        "Your answers to {count} upcoming events will be withdrawn, and your places will be free.",
        count,
    )
    return [withdrawn] if count else []


router.personal_data(
    "events",
    text("Events that you created"),
    text(
        "Announced events are kept without your name when you have your data erased. Of the "
        "others, only a number is left."
    ),
    order=80,
    labels={
        "uid": text("calendar number"),
        "sequence": text("number of changes"),
        "starts_at": text("begins on"),
        "private_place": text("address for those who come only"),
        "description": text("description"),
        "organiser": text("organised by"),
        "capacity": text("places"),
        "guests": text("guests allowed"),
        "deadline": text("sign-ups until"),
        "series_id": text("series"),
        "source_url": text("found at"),
        "cancelled_at": text("called off on"),
    },
)


router.personal_data(
    "attendances",
    text("Your answers to events"),
    text(
        "Kept as long as the community exists. They are deleted with your data; your attendance "
        "is still counted, without your name."
    ),
    order=90,
    labels={
        "starts_at": text("begins on"),
        "reply": text("answer at sign-up"),
        "offered_until": text("place kept until"),
        "asked_again_at": text("asked again whether you come on"),
    },
)


router.personal_data(
    "event_reminders",
    text("Event reminders that you received"),
    text("Kept for 7 days after the event begins."),
    order=100,
    labels={"which": text("which reminder"), "starts_at": text("begins on")},
)


router.personal_data(
    "guests",
    text("People who come with you to events"),
    text("Their names are kept for 60 days at most."),
    order=110,
    labels={"named_at": text("named on")},
)


router.personal_data(
    "pictures",
    text("Pictures of events that you sent"),
    text("Kept for a year after the event, and deleted with your data."),
    order=360,
    labels={"after": text("taken afterwards")},
)
