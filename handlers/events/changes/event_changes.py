"""Change, cancel or reinstate an announced event, with its cards, seats and notices."""

from bot.core import JobContext
from bot.domain.events.notices import RESTORABLE, CancelledTooLongAgo, NotCancelled
from bot.domain.events.rules import EventBegun, EventState
from bot.references.events import event_card, event_command
from handlers.events.changes.notices import (
    plan_cancellation_notice,
    plan_change_notice,
    plan_restoration_notice,
)
from handlers.events.event_lookup import audit_change, check_changeable
from handlers.events.sign_up.answers import offer_places
from storage.digest import Digests
from storage.events import Event, Events, WaitingList


def change_event(ctx: JobContext, event: Event, **values: object) -> Event:
    """Change fields of an event; equal values change nothing."""
    before = ctx.store[Events].hold(event.id)  # another person may have changed it meanwhile
    check_changeable(ctx, before)
    changed = {name: value for name, value in values.items() if getattr(before, name) != value}
    if not changed:
        return before
    after = ctx.store[Events].change(event.id, ctx.now, **changed)
    audit_change(ctx, after)
    if after.state == EventState.PUBLISHED:
        event_card.refresh(ctx, event.id)
        ctx.store[Digests].refresh_draft(ctx.community.id)
        ctx.store[WaitingList].shorten_offers(event.id, after.starts_at)
        offer_places(ctx, after)
        plan_change_notice(ctx, before, after)
    return after


def call_off_event(ctx: JobContext, event: Event, reason: str) -> Event | None:
    """Call off an announced event; None if it is called off already."""
    after = ctx.store[Events].become(event, EventState.CANCELLED, ctx.now)
    if after is not None:
        event_card.refresh(ctx, event.id)
        ctx.store[Digests].refresh_draft(ctx.community.id)
        ctx.store[WaitingList].withdraw_offers(event.id)
        plan_cancellation_notice(ctx, after, reason)
    return after


def check_restorable(ctx: JobContext, event: Event) -> None:
    """Raise unless the event was called off recently and has not begun."""
    number = event.number
    if event.state != EventState.CANCELLED or event.cancelled_at is None:
        raise NotCancelled(number=number)
    if event.cancelled_at + RESTORABLE < ctx.now:
        raise CancelledTooLongAgo(number=number, event=event_command.typed())
    if event.starts_at <= ctx.now:
        raise EventBegun(number=number)


def reinstate_event(ctx: JobContext, event: Event) -> Event | None:
    """Reinstate an event that was called off; None if it takes place already."""
    check_restorable(ctx, event)
    after = ctx.store[Events].become(event, EventState.PUBLISHED, ctx.now)
    if after is not None:
        event_card.refresh(ctx, event.id)
        ctx.store[Digests].refresh_draft(ctx.community.id)
        offer_places(ctx, after)
        plan_restoration_notice(ctx, after)
    return after
