"""Answers to events and their effect on places, whether by button, in writing or by proxy."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.core import Card, JobContext, quiet_of, text, write_command, zone_of
from bot.domain.events.attendance import SignUpsOver, confirm_by, seated, to_offer
from bot.domain.events.rules import (
    EventState,
    Rsvp,
)
from bot.references.events import answer_event, event_card
from handlers.events.event_lookup import check_open
from handlers.events.words import event_time, event_title, titled_card
from storage.events import Attendance, Attendances, Event, Events, WaitingList
from storage.members import Member, Members
from storage.outbound import Priority


@dataclass(frozen=True, slots=True)
class AnswerChange:
    """An attendance before and after an answer; None is no answer."""

    now: Attendance | None
    before: Attendance | None

    @property
    def is_new(self) -> bool:
        """True if the answer changed."""
        return _answer_of(self.now) != _answer_of(self.before)

    @property
    def waits(self) -> bool:
        """True if the answer became a wait for a place."""
        return _answer_of(self.now) == Rsvp.WAITING


def record_answer(
    ctx: JobContext, event: Event, member: Member, rsvp: Rsvp, *, asked_on: date | None = None
) -> AnswerChange:
    """Record a member's answer; a yes becomes a wait if no place is left.

    A member who has a place, or waits for one, keeps it when saying yes again.
    """
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


def offer_places(ctx: JobContext, event: Event) -> None:
    """Offer free places to those who wait, in order."""
    event = ctx.store[Events].hold(event.id)
    waiting = ctx.store[WaitingList].waiting(event.id)
    if not waiting or event.starts_at <= ctx.now or event.state != EventState.PUBLISHED:
        return
    seats = ctx.store[Attendances].counts(event.id).seats
    first = set(to_offer(event.capacity, seats, [each.id for each in waiting]))
    for each in waiting:
        if each.id in first:
            _offer_place(ctx, event, each)
    if first:
        event_card.refresh(ctx, event.id)


def _resulting_answer(ctx: JobContext, event: Event, before: Attendance | None) -> Rsvp:
    if before is not None and before.is_offered:
        return Rsvp.GOING
    in_the_queue = before is not None and before.answer == Rsvp.WAITING
    if not in_the_queue and event.deadline is not None and event.deadline <= ctx.now:
        write = write_command.typed()
        raise SignUpsOver(number=event.number, deadline=event.deadline, write=write)
    if event.capacity is None:
        return Rsvp.GOING
    taken = ctx.store[Attendances].counts(event.id).seats
    others_wait = ctx.store[WaitingList].anybody_waits(event.id)
    return seated(event.capacity, taken, others_wait=others_wait)


def _update_places(ctx: JobContext, event: Event, before: Attendance | None) -> None:
    """Offer a place that was given up, and refresh the card."""
    if event.capacity is not None and before is not None and _held_place(before):
        offer_places(ctx, event)
    event_card.refresh(ctx, event.id)


def _offer_place(ctx: JobContext, event: Event, waiting: Attendance) -> None:
    """Keep a place and say until when; a member who cannot be told just gets it."""
    member = None if waiting.member_id is None else ctx.store[Members].get(waiting.member_id)
    if member is None:
        return
    zone = ZoneInfo(zone_of(member, ctx.community))
    until = confirm_by(ctx.now, event.starts_at, zone, quiet_of(member))
    is_told = ctx.tell(member, _offer_card(event, until), calm=True, priority=Priority.ANNOUNCEMENT)
    if is_told:
        ctx.store[WaitingList].offer(waiting.id, until)
        return
    asked_on = waiting.asked_on
    ctx.store[Attendances].put(event.id, member.id, Rsvp.GOING, ctx.now, asked_on=asked_on)
    if asked_on is not None:  # a person without a phone, reached only by voice
        ctx.tell_gardeners(
            text(
                "{event}: a place was free, and {name}, who waited for it, has it now. Please "
                "call.",
                event=event_title(event),
                name=member.name,
            )
        )


def _offer_card(event: Event, until: datetime) -> Card:
    """The offer of a place: yes or no, until when."""
    lines = (
        text("{when}", when=event_time(event)),
        text("A place is free for you. Take it before {until}, then it goes on.", until=until),
    )
    yes = answer_event.button(text("I take it"), event.id, Rsvp.GOING.value)
    no = answer_event.button(text("I am not coming"), event.id, Rsvp.DECLINED.value)
    return titled_card(event, lines, ((yes, no),))


def _held_place(before: Attendance) -> bool:
    return before.answer == Rsvp.GOING or before.is_offered


def _answer_of(attendance: Attendance | None) -> str | None:
    return None if attendance is None else attendance.answer
