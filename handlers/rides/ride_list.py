"""A member's ride to an event with those nearby, until it is withdrawn or the member leaves."""

from typing import Annotated

from bot.core import Answer, Button, Card, Context, Line, Replace, Router, Text, Where, asks, text
from bot.domain.rates import PROPOSALS
from bot.domain.refusals import Final
from bot.domain.rides import RideKind
from bot.domain.roles import Role
from bot.references.events import open_event
from bot.references.introductions import show_introduction
from bot.references.personal_data import leaving
from bot.references.rides import (
    ask_for_ride,
    offer_ride,
    ride_thing,
    rides_command,
    search_ride,
    show_rides,
    withdraw_ride,
)
from handlers.events import event_by_id, event_by_number, event_line
from handlers.introductions import ask_to_ride, end_rides
from handlers.profile import age_check
from handlers.rides.ride_events import (
    NO_RIDES,
    Agreed,
    check_takes_rides,
    companions,
    distant_ride_text,
    events_with_rides,
    free_seats,
    nearby_rides,
    own_ride_text,
    ride_buttons,
    ride_text,
    seat_lines,
)
from storage.events import Event
from storage.members import Member, Members
from storage.rides import Ride, Rides

router = Router(own_page=True)


class RideGone(Final):
    """This ride is no longer there. The rides to an event: {rides}."""


@router.command(
    rides_command,
    aliases=("trajet", "trajets"),
    who=Role.MEMBER,
    where=Where.DIRECT,
    theme="people",
    label=text("Rides"),
    example="12",
)
def show_rides_to(
    ctx: Context,
    number: Annotated[int, asks("For which event?", choices=events_with_rides, nothing=NO_RIDES)],
) -> Card:
    """Offer or look for a ride to an event."""
    return _rides_for_adults(ctx, check_takes_rides(ctx, event_by_number(ctx, number)))


@router.button(show_rides, who=Role.MEMBER, deep=True)
def show_rides_by_button(ctx: Context, event_id: int) -> Card:
    """Show the rides to an event by a button."""
    return _rides_for_adults(ctx, check_takes_rides(ctx, event_by_id(ctx, event_id)))


def _rides_for_adults(ctx: Context, event: Event) -> Card:
    """The rides, or the refusal to minors; an unknown age is asked for by the buttons."""
    refused = None
    if ctx.member.adult is False:
        refused = age_check(ctx, show_rides.link_word(ctx, event.id))
    return refused or rides_card(ctx, event)


@router.button(withdraw_ride, who=Role.MEMBER, undoes=True)
def withdraw_own_ride(ctx: Context, event_id: int) -> Replace:
    """Withdraw one's ride to an event, and the questions about it."""
    event = check_takes_rides(ctx, event_by_id(ctx, event_id))
    ctx.store[Rides].withdraw(event.id, ctx.member.id)
    done = text("Your ride is withdrawn.")
    if end_rides(ctx, event):
        done = text("Your ride is withdrawn, and those who share it are told.")
    return Replace(rides_card(ctx, event, done))


@router.revised(ride_thing)
def show_rides_again(ctx: Context, ride_id: int) -> Card:
    """Show the rides to the event of a ride that changed."""
    event, _ = _ride_with_event(ctx, ride_id)
    return rides_card(ctx, event, event_line(event))


@router.button(ask_for_ride, of=ride_thing, who=Role.MEMBER, limit=PROPOSALS)
def ask_other(ctx: Context, ride_id: int) -> Answer:
    """Ask the member of a ride nearby; both get each other's contact once both say yes."""
    event, ride = _ride_with_event(ctx, ride_id)
    own = ctx.store[Rides].mine(event.id, ctx.member.id)
    near = [] if own is None else nearby_rides(ctx, own, companions(ctx, event.id))
    other = next((each.member for each in near if each.ride.id == ride.id), None)
    if other is None:
        raise RideGone(rides=rides_command.typed())
    return ask_to_ride(ctx, other, event)


def _ride_with_event(ctx: Context, ride_id: int) -> tuple[Event, Ride]:
    """A ride to an event of this community; raises `RideGone` if it is no longer there."""
    ride = ctx.store[Rides].get(ride_id)
    if ride is None:
        raise RideGone(rides=rides_command.typed())
    return check_takes_rides(ctx, event_by_id(ctx, ride.event_id)), ride


def rides_card(ctx: Context, event: Event, *first: Text) -> Card:
    """One's own ride and those nearby, or the ways to offer and look for one."""
    own = ctx.store[Rides].mine(event.id, ctx.member.id)
    details = open_event.button(text("Details"), event.id)
    title = text("🚗 Rides: {title}", title=event.title)
    if own is None:
        line = text(
            "Say from where you leave: only those who leave nearby see it, and you get each "
            "other's contact once both say yes. All of it is deleted after the event."
        )
        return Card(title, (*first, line), (ride_buttons(event), (details,)))
    agreed = companions(ctx, event.id)
    lines, asks = _nearby_lines(ctx, own, agreed)
    shared, contacts = _shared_lines(ctx, own, agreed)
    change = offer_ride if own.kind is RideKind.OFFER else search_ride
    withdraw = withdraw_ride.button(text("Withdraw my ride"), event.id)
    own_row = (change.button(text("Change"), event.id), withdraw)
    rows = (*((each,) for each in (*contacts, *asks)), own_row, (details,))
    return Card(title, (*first, own_ride_text(own), *shared, *lines), rows)


def _shared_lines(ctx: Context, own: Ride, agreed: Agreed) -> tuple[list[Line], list[Button]]:
    """The agreed rides: the seats that they leave, and with whom."""
    lines, contacts = seat_lines(own, agreed), []
    for member_id, introduction_id in agreed.get(own.member_id, {}).items():
        other = ctx.store[Members].get(member_id)
        if other is not None:
            lines.append(text("Agreed with {name}", name=other.name))
            label = text("Contact of {name}", name=other.name)
            contacts.append(show_introduction.button(label, introduction_id))
    return lines, contacts


def _nearby_lines(ctx: Context, own: Ride, agreed: Agreed) -> tuple[list[Line], list[Button]]:
    near = nearby_rides(ctx, own, agreed)
    if not free_seats(own, agreed):
        return [], []
    if not near:
        return ["", text("Nobody nearby yet: I will write to you when there is someone.")], []
    rides = [(ride_text(each.ride, each.member.name, each.free), each.km) for each in near]
    lines: list[Line] = ["", *(distant_ride_text(ride, km) for ride, km in rides)]
    asks = [
        ask_for_ride.button(text("Ask {name}", name=each.member.name), each.ride.id)
        for each in near
    ]
    return lines, asks


@router.contribution(leaving)
def withdraw_rides(ctx: Context, member: Member) -> None:
    """Withdraw the member's rides to events of the community."""
    ctx.store[Rides].leave(ctx.community.id, member.id)


router.personal_data(
    "rides",
    text("Your rides to events"),
    text("The seats that you offer or look for, and from where. Deleted after the event."),
    order=166,
    labels={"seats": text("seats offered")},
)
