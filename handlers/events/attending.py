"""Answers to events, and the seats that follow from them: the same by button, by word, by proxy."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.core import Card, JobContext, quiet_of, text, write_command, zone_of
from bot.domain.events.places import SignUpsOver, confirm_by, seated, to_offer
from bot.domain.events.rules import (
    EventCancelled,
    EventOver,
    EventState,
    EventWithdrawn,
    NotPublishedYet,
    Rsvp,
)
from bot.references.events import event_card, press_rsvp
from handlers.events.words import called, when
from storage.events import Attendance, Attendances, Event, Events
from storage.members import Member, Members


@dataclass(frozen=True, slots=True)
class Answered:
    """What an answer became, and what it was before; None is no answer."""

    now: Attendance | None
    before: Attendance | None

    @property
    def is_new(self) -> bool:
        """Whether anything changed."""
        return _said(self.now) != _said(self.before)

    @property
    def waits(self) -> bool:
        """Whether it became a wait for a seat."""
        return _said(self.now) == Rsvp.WAITING


def check_changeable(ctx: JobContext, event: Event) -> None:
    """Refuse to change, or to answer, what does not take place, or took place."""
    number = event.number
    if event.state == EventState.CANCELLED:
        raise EventCancelled(number=number)
    if event.state == EventState.WITHDRAWN:
        raise EventWithdrawn(number=number)
    if event.over_at <= ctx.now:
        raise EventOver(number=number)


def check_open(ctx: JobContext, event: Event) -> None:
    """Refuse an answer to what is not announced, does not take place, or is over."""
    if event.state in (EventState.DRAFT, EventState.PROPOSED):
        raise NotPublishedYet(number=event.number)
    check_changeable(ctx, event)


def answer(
    ctx: JobContext, event: Event, member: Member, rsvp: Rsvp, *, asked_on: date | None = None
) -> Answered:
    """Let a member's answer be this; a yes becomes a wait where no seat is left.

    Whoever has a seat, or waits for one, and says yes again keeps their place.
    """
    if event.capacity is not None:
        event = ctx.store[Events].hold(event.id)
    check_open(ctx, event)
    before = ctx.store[Attendances].mine(event.id, member.id)
    if before is not None and before.answer == rsvp:
        return _as_before(ctx, event, before, asked_on)
    became = _becomes(ctx, event, before) if rsvp is Rsvp.GOING else rsvp
    if before is not None and before.answer == became and not before.is_offered:
        return _as_before(ctx, event, before, asked_on)
    after = ctx.store[Attendances].put(event.id, member.id, became, ctx.now, asked_on=asked_on)
    _follow(ctx, event, before)
    return Answered(after, before)


def _as_before(
    ctx: JobContext, event: Event, before: Attendance, asked_on: date | None
) -> Answered:
    """The same answer again; it may be to whether somebody still comes, or be their own now."""
    if before.asked_again_at is not None:
        ctx.store[Attendances].confirm(before.id)
    if before.asked_on != asked_on:
        ctx.store[Attendances].asked(before.id, asked_on)
    after = replace(before, asked_again_at=None, asked_on=asked_on)
    if after != before:
        event_card.refresh(ctx, event.id)
    return Answered(after, after)


def take_back(ctx: JobContext, event: Event, member: Member) -> bool:
    """Let a member have answered nothing; False where that is so already."""
    if event.capacity is not None:
        event = ctx.store[Events].hold(event.id)
    check_open(ctx, event)
    before = ctx.store[Attendances].mine(event.id, member.id)
    if not ctx.store[Attendances].take_back(event.id, member.id):
        return False
    _follow(ctx, event, before)
    return True


def offer_seats(ctx: JobContext, event: Event) -> None:
    """Offer the seats that are free to those who wait, in their order."""
    event = ctx.store[Events].hold(event.id)
    store = ctx.store[Attendances]
    waiting = store.waiting(event.id)
    if not waiting or event.starts_at <= ctx.now or event.state != EventState.PUBLISHED:
        return
    first = set(
        to_offer(event.capacity, store.counts(event.id).seats, [each.id for each in waiting])
    )
    for each in waiting:
        if each.id in first:
            _offer(ctx, event, each)
    if first:
        event_card.refresh(ctx, event.id)


def _becomes(ctx: JobContext, event: Event, before: Attendance | None) -> Rsvp:
    if before is not None and before.is_offered:
        return Rsvp.GOING
    in_the_queue = before is not None and before.answer == Rsvp.WAITING
    if not in_the_queue and event.deadline is not None and event.deadline <= ctx.now:
        write = write_command.typed()
        raise SignUpsOver(number=event.number, deadline=event.deadline, write=write)
    if event.capacity is None:
        return Rsvp.GOING
    taken = ctx.store[Attendances].counts(event.id).seats
    others_wait = ctx.store[Attendances].anybody_waits(event.id)
    return seated(event.capacity, taken, others_wait=others_wait)


def _follow(ctx: JobContext, event: Event, before: Attendance | None) -> None:
    """What an answer brings about: a seat given up is offered on, and the card shows it."""
    if event.capacity is not None and before is not None and _had_seat(before):
        offer_seats(ctx, event)
    event_card.refresh(ctx, event.id)


def _offer(ctx: JobContext, event: Event, waiting: Attendance) -> None:
    """Keep a seat for somebody, and tell them until when; who cannot be told just has it."""
    member = None if waiting.member_id is None else ctx.store[Members].get(waiting.member_id)
    if member is None:
        return
    zone = ZoneInfo(zone_of(member, ctx.community))
    until = confirm_by(ctx.now, event.starts_at, zone, quiet_of(member))
    told = ctx.tell(member, _offer_card(event, until), calm=True)
    if told:
        ctx.store[Attendances].offer(waiting.id, until)
        return
    asked_on = waiting.asked_on
    ctx.store[Attendances].put(event.id, member.id, Rsvp.GOING, ctx.now, asked_on=asked_on)
    if asked_on is not None:  # somebody without a phone, whom only a voice reaches
        ctx.tell_gardeners(
            text(
                "{event}: a place was free, and {name}, who waited for it, has it now. Please "
                "call.",
                event=called(event),
                name=member.name,
            )
        )


def _offer_card(event: Event, until: datetime) -> Card:
    """A place is free: yes or no, until when."""
    lines = (
        text("{when}", when=when(event)),
        text("A place is free for you. Take it before {until}, then it goes on.", until=until),
    )
    yes = press_rsvp.button(text("I take it"), event.id, Rsvp.GOING.value)
    no = press_rsvp.button(text("I am not coming"), event.id, Rsvp.DECLINED.value)
    return Card(called(event), lines, ((yes, no),))


def _had_seat(before: Attendance) -> bool:
    return before.answer == Rsvp.GOING or before.is_offered


def _said(attendance: Attendance | None) -> str | None:
    return None if attendance is None else attendance.answer
