"""Events that one can ride to, and the part of rides on their card in private."""

from bot.core import Button, Buttons, Context, Line, Router, Words, text
from bot.domain.events.rules import EventState
from bot.domain.refusals import Final
from bot.references.events import agenda_command, upcoming_event_parts
from bot.references.rides import offer_ride, search_ride, show_rides
from bot.vocabulary.lists import MOST_OFFERED, event_choices
from handlers.rides.nearby_rides import own_ride_text
from handlers.rides.seats import companions, seat_lines
from storage.events import Event, Events
from storage.rides import Rides

router = Router()

NO_RIDES = text("No event that one can ride to is announced for now.")


class NoRides(Final):
    """Nobody rides to event {number}: it is online, over or called off. Others: {agenda}."""


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


@router.contribution(upcoming_event_parts)
def rides_on_card(ctx: Context, event: Event) -> tuple[list[Line], Buttons]:
    """One's own ride, or the ways to offer and look for one; nothing for minors."""
    if not _takes_rides(ctx, event):
        return [], ()
    own = ctx.store[Rides].mine(event.id, ctx.member.id)
    if own is not None:
        seats = seat_lines(own, companions(ctx, event.id))
        return [own_ride_text(own), *seats], ((show_rides.button(text("Rides"), event.id),),)
    if ctx.member.adult is False:
        return [], ()
    return [], (ride_buttons(event),)


def ride_buttons(event: Event) -> tuple[Button, ...]:
    """The buttons to offer seats and to look for one."""
    return (
        offer_ride.button(text("I offer seats"), event.id),
        search_ride.button(text("I look for a seat"), event.id),
    )


def _takes_rides(ctx: Context, event: Event) -> bool:
    is_announced = event.state == EventState.PUBLISHED
    return is_announced and bool(event.commune or event.place) and event.starts_at > ctx.now
