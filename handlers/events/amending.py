"""An announced event changes, or is called off: its card and whoever signed up follow."""

from bot.core import Context, JobContext
from bot.domain.events.changes import RESTORABLE, CancelledTooLongAgo, NotCancelled
from bot.domain.events.rules import EventBegun, EventState
from bot.domain.roles import Role
from bot.references.events import event_card, event_command
from handlers.events.attending import check_changeable, offer_seats
from handlers.events.notices import note_cancelled, note_change, note_restored
from storage.events import Attendances, Event, Events


def amend(ctx: JobContext, event: Event, **values: object) -> Event:
    """Change what an event says; what is the same already changes nothing."""
    before = ctx.store[Events].hold(event.id)  # somebody else may have changed it meanwhile
    check_changeable(ctx, before)
    changed = {name: value for name, value in values.items() if getattr(before, name) != value}
    if not changed:
        return before
    after = ctx.store[Events].change(event.id, ctx.now, **changed)
    if after.state == EventState.PUBLISHED:
        _leave_trace(ctx, after)
        event_card.refresh(ctx, event.id)
        ctx.store[Attendances].shorten_offers(event.id, after.starts_at)
        offer_seats(ctx, after)
        note_change(ctx, before, after)
    return after


def call_off(ctx: JobContext, event: Event, reason: str) -> Event | None:
    """Let an announced event not take place; None where that is so already."""
    after = ctx.store[Events].become(event, EventState.CANCELLED, ctx.now)
    if after is not None:
        event_card.refresh(ctx, event.id)
        ctx.store[Attendances].withdraw_offers(event.id)
        note_cancelled(ctx, after, reason)
    return after


def check_restorable(ctx: JobContext, event: Event) -> None:
    """Refuse to let take place what was not called off, or too long ago, or would have begun."""
    number = event.number
    if event.state != EventState.CANCELLED or event.cancelled_at is None:
        raise NotCancelled(number=number)
    if event.cancelled_at + RESTORABLE < ctx.now:
        raise CancelledTooLongAgo(number=number, event=event_command.typed())
    if event.starts_at <= ctx.now:
        raise EventBegun(number=number)


def restore(ctx: JobContext, event: Event) -> Event | None:
    """Let an event take place that was called off; None where it does already."""
    check_restorable(ctx, event)
    after = ctx.store[Events].become(event, EventState.PUBLISHED, ctx.now)
    if after is not None:
        event_card.refresh(ctx, event.id)
        offer_seats(ctx, after)
        note_restored(ctx, after)
    return after


def _leave_trace(ctx: JobContext, event: Event) -> None:
    """Whoever changes it because they tend the community leaves a trace."""
    if isinstance(ctx, Context) and ctx.role >= Role.GARDENER:
        ctx.audit("event changed", number=event.number)
