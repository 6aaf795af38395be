"""Offer seats to an event, or look for one; those nearby are told."""

from collections.abc import Sequence
from typing import Annotated

from bot.core import Answer, Card, Context, Router, Text, Words, asks, commune_of, text
from bot.domain.communes import Commune
from bot.domain.rates import PROPOSALS
from bot.domain.rides import RideKind, check_seats
from bot.domain.roles import Role
from bot.references.rides import offer_form, offer_ride, search_form, search_ride, show_rides
from handlers.events import event_by_id
from handlers.profile import age_check
from handlers.rides.nearby_rides import NearbyRide, distant_ride_text, nearby_rides, ride_text
from handlers.rides.ride_events import check_takes_rides
from handlers.rides.ride_list import rides_card
from handlers.rides.seats import companions, free_seats
from storage.events import Event
from storage.rides import Ride, Rides

router = Router()


def _home(ctx: Context) -> Sequence[tuple[str, Words]]:
    """The member's own commune, if they gave it."""
    home = commune_of(ctx.member)
    return [] if home is None else [(f"#{home.code}", home.name)]


def _seats(ctx: Context) -> Sequence[tuple[str, Words]]:
    return [(str(each), str(each)) for each in range(1, 5)]


@router.button(offer_ride, who=Role.MEMBER, deep=True)
def ask_for_offer(ctx: Context, event_id: int) -> Answer:
    """Ask from where and how many seats."""
    event = check_takes_rides(ctx, event_by_id(ctx, event_id))
    barred = age_check(ctx, offer_ride.link_word(ctx, event.id))
    return barred or offer_form.ask(ctx, event=str(event.id))


@router.button(search_ride, who=Role.MEMBER, deep=True)
def ask_for_search(ctx: Context, event_id: int) -> Answer:
    """Ask from where."""
    event = check_takes_rides(ctx, event_by_id(ctx, event_id))
    barred = age_check(ctx, search_ride.link_word(ctx, event.id))
    return barred or search_form.ask(ctx, event=str(event.id))


@router.form(offer_form, who=Role.MEMBER, limit=PROPOSALS)
def offer_seats(
    ctx: Context,
    event: int,
    where: Annotated[Commune, asks("From which commune do you leave?", choices=_home)],
    seats: Annotated[int, asks("How many seats do you offer?", choices=_seats)],
) -> Card:
    """Offer seats from a commune."""
    check_seats(seats)
    return _put_ride(ctx, event, RideKind.OFFER, where, seats)


@router.form(search_form, who=Role.MEMBER, limit=PROPOSALS)
def look_for_seat(
    ctx: Context,
    event: int,
    where: Annotated[Commune, asks("From which commune do you leave?", choices=_home)],
) -> Card:
    """Look for a seat from a commune."""
    return _put_ride(ctx, event, RideKind.SEARCH, where, 0)


def _put_ride(ctx: Context, event_id: int, kind: RideKind, where: Commune, seats: int) -> Card:
    event = check_takes_rides(ctx, event_by_id(ctx, event_id))
    barred = age_check(ctx, show_rides.link_word(ctx, event.id))
    if barred is not None:
        return barred
    ride = Ride(
        event_id=event.id,
        member_id=ctx.member.id,
        kind=kind,
        commune=where.code,
        seats=seats,
        created_at=ctx.now,
    )
    before = ctx.store[Rides].mine(event.id, ctx.member.id)
    agreed = companions(ctx, event.id)
    seen = [] if before is None else nearby_rides(ctx, before, agreed)
    known = {each.ride.id for each in seen}
    ride = ctx.store[Rides].put(ride)
    near = [each for each in nearby_rides(ctx, ride, agreed) if each.ride.id not in known]
    _tell_nearby(ctx, event, ride_text(ride, ctx.member.name, free_seats(ride, agreed)), near)
    return rides_card(ctx, event)


def _tell_nearby(ctx: Context, event: Event, ride: Text, near: Sequence[NearbyRide]) -> None:
    """Tell the members of the rides nearby, who asked to know, of a new one."""
    title = text("🚗 Rides: {title}", title=event.title)
    show = show_rides.button(text("Look at the rides"), event.id)
    for each in near:
        if each.member.stopped_at is None:
            said = distant_ride_text(ride, each.km)
            ctx.tell(each.member, Card(title, (said,), ((show,),)), calm=True)
