"""Rides to an event: those that begin nearby and their seats, on its card, and as numbers."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import TypeAlias

from bot.core import (
    Button,
    Buttons,
    Context,
    JobContext,
    Line,
    Router,
    Text,
    Words,
    joined,
    ntext,
    text,
)
from bot.domain import communes
from bot.domain.dates.local_time import Period
from bot.domain.events.rules import EventState
from bot.domain.refusals import Final
from bot.domain.rides import MOST_SHOWN, RideKind, nearby, seats_left
from bot.domain.stats import Counted, FigureKind
from bot.references.events import agenda_command, letter_event_lines, upcoming_event_parts
from bot.references.introductions import before_ride
from bot.references.rides import offer_ride, rides_command, search_ride, show_rides
from bot.references.stats import Figure, FigureSet, figures
from bot.vocabulary.lists import MOST_OFFERED, event_choices
from handlers.profile import may_be_shown
from storage.events import Event, Events
from storage.introductions import Introductions
from storage.members import Member, Members
from storage.rides import Ride, RideCounts, Rides

router = Router(own_page=True)

Agreed: TypeAlias = Mapping[int, Mapping[int, int]]
"""By a member's id, the members with whom they agreed to ride, each with the introduction's id."""


class NoSeatLeft(Final):
    """All seats of this ride are taken. The rides to an event: {rides}."""


class RideFound(Final):
    """You agreed on a ride to this event already. To change it: {rides}."""


class SeatFound(Final):
    """This person has found a ride meanwhile. The rides to an event: {rides}."""


@dataclass(frozen=True, slots=True)
class NearbyRide:
    """A ride of another member, and how far from one's own it begins."""

    ride: Ride
    member: Member
    km: int
    free: int
    """The seats that are left, or that a search still needs."""


NO_RIDES = text("No event that one can ride to is announced for now.")


class NoRides(Final):
    """Nobody rides to event {number}: it is online, over or called off. Others: {agenda}."""


@router.contribution(before_ride)
def check_seats_left(ctx: JobContext, event_id: int, one_id: int, other_id: int) -> None:
    """Raise a refusal unless the rides of the one who answers and of the other have a seat left."""
    agreed = companions(ctx, event_id)
    for each in (one_id, other_id):
        ride = ctx.store[Rides].mine(event_id, each)
        if ride is None or free_seats(ride, agreed):
            continue
        if ride.kind is RideKind.OFFER:
            raise NoSeatLeft(rides=rides_command.typed())
        found = RideFound if each == one_id else SeatFound
        raise found(rides=rides_command.typed())


def nearby_rides(ctx: JobContext, own: Ride, agreed: Agreed) -> list[NearbyRide]:
    """The rides that match one's own, the nearest first, without full ones."""
    if not free_seats(own, agreed):
        return []
    others = {each.id: each for each in ctx.store[Rides].of_event(own.event_id, own.kind.opposite)}
    near = nearby(own.commune, {each.id: each.commune for each in others.values()})
    found = ((others[number], km) for number, km in near)
    rides = (
        NearbyRide(ride, member, km, free)
        for ride, km in found
        if ride.member_id not in (own.member_id, *agreed.get(own.member_id, ()))
        and (free := free_seats(ride, agreed))
        and (member := _shown_member(ctx, ride)) is not None
    )
    return list(islice(rides, MOST_SHOWN))


def _shown_member(ctx: JobContext, ride: Ride) -> Member | None:
    """The member of a ride, if they may be shown to others of the community."""
    member = ctx.store[Members].get(ride.member_id)
    if member is None or not may_be_shown(member):
        return None
    belongs = ctx.store[Members].membership(member, ctx.community.id) is not None
    return member if belongs else None


def companions(ctx: JobContext, event_id: int) -> Agreed:
    found: dict[int, dict[int, int]] = {}
    for pair in ctx.store[Introductions].agreed_rides(event_id):
        found.setdefault(pair.own.member_id, {})[pair.other.member_id] = pair.introduction.id
    return found


def free_seats(ride: Ride, agreed: Agreed) -> int:
    """The number of seats that are left, or that a search still needs."""
    return seats_left(ride.seats, len(agreed.get(ride.member_id, ())))


def seat_lines(ride: Ride, agreed: Agreed) -> list[Line]:
    """The seats left on one's own ride, once one is taken."""
    left = free_seats(ride, agreed)
    if not agreed.get(ride.member_id):
        return []
    if ride.kind is RideKind.SEARCH:
        return [text("You found a ride: nobody else sees your search.")]
    if not left:
        return [text("All seats are taken: nobody else sees your offer.")]
    return [ntext("{count} seat left", "{count} seats left", left)]


def own_ride_text(ride: Ride) -> Text:
    commune = commune_name(ride)
    if ride.kind is RideKind.SEARCH:
        return text("You are looking for a ride from {commune}.", commune=commune)
    return ntext(
        "You offer {count} seat from {commune}.",
        "You offer {count} seats from {commune}.",
        ride.seats,
        commune=commune,
    )


def ride_text(ride: Ride, name: str, free: int) -> Text:
    """A ride of another member; the seats that are left, once one is taken."""
    if free < ride.seats:
        offer = ride_text(ride, name, ride.seats)
        return ntext("{ride}, {count} seat left", "{ride}, {count} seats left", free, ride=offer)
    values = {"name": name, "commune": commune_name(ride)}
    if ride.kind is RideKind.SEARCH:
        return text("{name} is looking for a ride from {commune}", **values)
    return ntext(
        "{name} offers {count} seat from {commune}",
        "{name} offers {count} seats from {commune}",
        ride.seats,
        **values,
    )


def distant_ride_text(ride: Text, km: int) -> Text:
    """A ride of another member with the distance of its start from that of the reader."""
    if not km:
        return text("{ride} (the same commune as you)", ride=ride)
    return text("{ride} ({km} km from you)", ride=ride, km=km)


def commune_name(ride: Ride) -> str:
    found = communes.at(ride.commune)
    return ride.commune if found is None else found.name


@router.contribution(upcoming_event_parts)
def rides_on_card(ctx: Context, event: Event) -> tuple[list[Line], Buttons]:
    """One's own ride, and the button to the rides; nothing for minors without one."""
    if not _takes_rides(ctx, event):
        return [], ()
    own = ctx.store[Rides].mine(event.id, ctx.member.id)
    rides = ((show_rides.button(text("Rides"), event.id),),)
    if own is not None:
        return [own_ride_text(own), *seat_lines(own, companions(ctx, event.id))], rides
    return [], (() if ctx.member.adult is False else rides)


@router.contribution(letter_event_lines)
def rides_in_letter(ctx: JobContext, events: Collection[Event]) -> Mapping[int, Line]:
    """The numbers of offers and searches for events that have an offer."""
    numbers = {each.id: each.number for each in events}
    counts = ctx.store[Rides].counts(numbers)
    return {
        event_id: _rides_line(number, offers, counts[event_id, RideKind.SEARCH])
        for event_id, number in numbers.items()
        if (offers := counts[event_id, RideKind.OFFER])
    }


def _rides_line(number: int, offers: int, searches: int) -> Line:
    told: Words = ntext("{count} offer", "{count} offers", offers)
    if searches:
        told = joined(told, ntext("{count} search", "{count} searches", searches))
    return text("🚗 Rides: {rides} · {command}", rides=told, command=rides_command.typed(number))


RIDE_FIGURES = (
    Figure(
        key="rides_offered",
        title=text("Rides offered"),
        definition=text("Rides that members offered to events of the month."),
        kind=FigureKind.PEOPLE,
    ),
    Figure(
        key="rides_shared",
        title=text("Rides shared"),
        definition=text("Rides to events of the month on which both sides agreed."),
        kind=FigureKind.PEOPLE,
    ),
)


@router.contribution(figures)
def ride_figures(_ctx: JobContext) -> FigureSet:
    """Rides to the events that are over."""
    return FigureSet(
        order=25, theme=text("Rides to events"), figures=RIDE_FIGURES, count=_count_rides
    )


def _count_rides(ctx: JobContext, period: Period) -> Mapping[str, Counted]:
    found = ctx.store[RideCounts].in_period(ctx.community.id, period.since, period.until)
    return {"rides_offered": found.offered, "rides_shared": found.agreed}


def ride_buttons(event: Event) -> tuple[Button, ...]:
    return (
        offer_ride.button(text("I offer seats in my car"), event.id),
        search_ride.button(text("I am looking for a ride"), event.id),
    )


def events_with_rides(ctx: Context) -> list[tuple[str, Words]]:
    """Choices of upcoming events that take rides, the next first."""
    return event_choices(upcoming_with_rides(ctx))


def upcoming_with_rides(ctx: Context) -> list[Event]:
    """The upcoming events that take rides, the next first."""
    upcoming = ctx.store[Events].upcoming(ctx.community.id, ctx.now, MOST_OFFERED)
    return [each for each in upcoming if _takes_rides(ctx, each)]


def check_takes_rides(ctx: Context, event: Event) -> Event:
    """Return the event if it is announced and takes place at a place; raises `NoRides`."""
    if not _takes_rides(ctx, event):
        raise NoRides(number=event.number, agenda=agenda_command.typed())
    return event


def _takes_rides(ctx: Context, event: Event) -> bool:
    is_announced = event.state == EventState.PUBLISHED
    return is_announced and bool(event.commune or event.place) and event.starts_at > ctx.now
