"""Agreed rides that end: the other relies on them, and is told."""

from bot.core import Card, Context, JobContext, text
from bot.references.rides import show_rides
from handlers.events import event_title
from handlers.introductions.introduction_people import is_ride_over, member_of
from storage.events import Event, Events
from storage.introductions import Introductions, Pair


def end_rides(ctx: Context, event: Event) -> bool:
    """End the sender's questions about rides to an event silently, and tell of agreed rides.

    True if there was an agreed one.
    """
    ended = ctx.store[Introductions].withdraw(ctx.community.id, ctx.member.id, event.id)
    for each in ended:
        tell_ride_ended(ctx, each)
    return bool(ended)


def tell_ride_ended(ctx: JobContext, pair: Pair) -> None:
    """Tell the other that a ride is not shared any more."""
    event_id, other = pair.introduction.event_id, member_of(ctx, pair.other)
    if event_id is None or is_ride_over(ctx, pair.introduction) or other.stopped_at is not None:
        return
    name = member_of(ctx, pair.own).name
    title = text("🚗 {name} no longer shares the ride with you", name=name)
    rides = show_rides.button(text("Look at the rides"), event_id)
    ctx.tell(other, Card(title, (event_title(ctx.store[Events].get(event_id)),), ((rides,),)))
