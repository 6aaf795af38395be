"""Guests that a member brings to an event."""

from collections.abc import Sequence
from typing import Annotated

from bot.core import Answer, Card, Context, Replace, Router, Text, asks, at_most, text
from bot.domain.events.attendance import NoPlaceForGuests, free_places
from bot.domain.events.rules import GUESTS_OF_ONE, LONGEST_NAME, Rsvp
from bot.domain.refusals import Final, Refusal
from bot.domain.roles import Role
from bot.domain.words import person_name
from bot.references.events import bring_guest, event_card, event_thing
from handlers.events.answers import answer_text, offer_places
from handlers.events.event_lookup import check_open, event_by_id
from handlers.events.words import event_time, titled_card, typed_yes
from storage.events import Attendance, Attendances, Event, Events, Guests, WaitingList

router = Router(own_page=True)


class NoGuestsHere(Final):
    """Event {number} is for members only: you cannot bring a guest."""


class ComeFirst(Final):
    """First say that you are coming to event {number}: {example}."""


class TooManyGuests(Refusal):
    """You are already bringing {count} people, which is the maximum."""


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
