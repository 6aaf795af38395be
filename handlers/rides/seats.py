"""Seats that are left on a ride: each agreement takes one, and a search needs one."""

from collections.abc import Mapping
from typing import TypeAlias

from bot.core import JobContext, Line, Router, ntext, text
from bot.domain.refusals import Final
from bot.domain.rides import RideKind, seats_left
from bot.references.introductions import before_ride
from bot.references.rides import rides_command
from storage.introductions import Introductions
from storage.rides import Ride, Rides

router = Router()


Agreed: TypeAlias = Mapping[int, Mapping[int, int]]
"""By a member's id, the members with whom they agreed to ride, each with the introduction's id."""


class NoSeatLeft(Final):
    """All seats of this ride are taken. The rides to an event: {rides}."""


class RideFound(Final):
    """You agreed on a ride to this event already. To change it: {rides}."""


class SeatFound(Final):
    """This person has found a seat meanwhile. The rides to an event: {rides}."""


def companions(ctx: JobContext, event_id: int) -> Agreed:
    """The agreed rides to an event."""
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
        return [text("You found a seat: nobody else sees your search.")]
    if not left:
        return [text("All seats are taken: nobody else sees your offer.")]
    return [ntext("{count} seat left", "{count} seats left", left)]


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
