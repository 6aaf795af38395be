"""Rides beside an event: on its card in private, and as numbers in the letter and in figures."""

from collections.abc import Collection, Mapping

from bot.core import Button, Buttons, Context, JobContext, Line, Router, Words, joined, ntext, text
from bot.domain.dates.local_time import Period
from bot.domain.events.rules import EventState
from bot.domain.refusals import Final
from bot.domain.rides import RideKind
from bot.domain.stats import Counted, FigureKind
from bot.references.events import agenda_command, letter_event_lines, upcoming_event_parts
from bot.references.rides import offer_ride, rides_command, search_ride, show_rides
from bot.references.stats import Figure, FigureSet, figures
from bot.vocabulary.lists import MOST_OFFERED, event_choices
from handlers.rides.nearby_rides import companions, own_ride_text, seat_lines
from storage.events import Event, Events
from storage.rides import RideCounts, Rides

router = Router()

NO_RIDES = text("No event that one can ride to is announced for now.")


class NoRides(Final):
    """Nobody rides to event {number}: it is online, over or called off. Others: {agenda}."""


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
