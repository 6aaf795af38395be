"""An announced event changes, or is called off: its card and whoever signed up follow."""

from bot.core.announcing import CARD
from bot.core.attending import offer_seats
from bot.core.context import JobContext
from bot.domain.events import EventCancelled, EventOver, EventState, EventWithdrawn
from storage.events import Event


def check_changeable(ctx: JobContext, event: Event) -> None:
    """Refuse to change what does not take place, or took place."""
    number = event.number
    if event.state == EventState.CANCELLED:
        raise EventCancelled(number=number)
    if event.state == EventState.WITHDRAWN:
        raise EventWithdrawn(number=number)
    if event.over_at <= ctx.now:
        raise EventOver(number=number)


def amend(ctx: JobContext, event: Event, **values: object) -> Event:
    """Change what an event says; what is the same already changes nothing."""
    changed = {name: value for name, value in values.items() if getattr(event, name) != value}
    if not changed:
        return event
    after = ctx.store.events.change(event.id, ctx.now, **changed)
    if after.state == EventState.PUBLISHED:
        ctx.refresh(CARD, event.id)
        offer_seats(ctx, after)
    return after


def call_off(ctx: JobContext, event: Event, _reason: str) -> Event | None:
    """Let an announced event not take place; None where that is so already."""
    after = ctx.store.events.become(event, EventState.CANCELLED, ctx.now)
    if after is not None:
        ctx.refresh(CARD, event.id)
    return after
