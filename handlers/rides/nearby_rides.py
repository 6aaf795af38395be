"""Rides to an event that begin nearby, and the seats that are left on them."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from typing import TypeAlias

from bot.core import JobContext, Line, Router, Text, ntext, text
from bot.domain import communes
from bot.domain.refusals import Final
from bot.domain.rides import MOST_SHOWN, RideKind, nearby, seats_left
from bot.references.introductions import before_ride
from bot.references.rides import rides_command
from handlers.profile import may_be_shown
from storage.introductions import Introductions
from storage.members import Member, Members
from storage.rides import Ride, Rides

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
