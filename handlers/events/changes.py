"""Change, cancel or reinstate an announced event, with its cards, places and notices."""

from typing import Annotated

from bot.core import (
    Act,
    Answer,
    Card,
    Context,
    JobContext,
    Replace,
    Router,
    Text,
    Where,
    asks,
    at_most,
    text,
    write_command,
)
from bot.domain.events.notices import RESTORABLE, CancelledTooLongAgo, NotCancelled
from bot.domain.events.rules import EventBegun, EventState
from bot.domain.rates import CHANGES
from bot.domain.refusals import Final
from bot.domain.roles import Role
from bot.references.events import (
    ask_cancel_reason,
    event_card,
    event_command,
    event_thing,
    restore_event_form,
)
from bot.vocabulary.lists import (
    NONE_TO_MANAGE,
    NONE_TO_RESTORE,
    events_to_manage,
    events_to_restore,
)
from handlers.events.answers import offer_places
from handlers.events.change_notices import (
    plan_cancellation_notice,
    plan_change_notice,
    plan_restoration_notice,
)
from handlers.events.event_lookup import (
    audit_change,
    check_changeable,
    event_by_id,
    event_by_number,
    managed_event,
)
from handlers.events.words import event_title
from storage.digest import Digests
from storage.events import Event, EventNotices, Events, WaitingList

router = Router()

CALL_AN_EVENT_OFF = Act(text("{who} cancelled an event"), text("cancel an event"))
RESTORE_A_CANCELLED_EVENT = Act(
    text("{who} restored a cancelled event"), text("restore a cancelled event")
)

LONGEST_REASON = 300
CancelledEvent = Annotated[
    int,
    asks("Which event do you want to restore?", choices=events_to_restore, nothing=NONE_TO_RESTORE),
]


class CancelledByOthers(Final):
    """The gardening team cancelled event {number}. To ask why: {write}."""


class NotAnnounced(Final):
    """Event {number} is not announced: open it and choose “Withdraw”."""


@router.command(
    "event cancel",
    fr="evenement annuler",
    who=Role.MEMBER,
    where=Where.DIRECT,
    example=("12 cancel Snow is coming", "12 annuler Il va neiger"),
    theme="part",
    limit=CHANGES,
    trace=CALL_AN_EVENT_OFF,
)
def cancel_event(
    ctx: Context,
    number: Annotated[
        int, asks("Which event is cancelled?", choices=events_to_manage, nothing=NONE_TO_MANAGE)
    ],
    reason: Annotated[
        str,
        asks("Why? People who signed up will read it. Skip to say nothing."),
        at_most(LONGEST_REASON),
    ] = "",
) -> Card:
    """Cancel an event; people who signed up are told."""
    event = managed_event(ctx, event_by_number(ctx, number))
    _check_cancellable(ctx, event)
    ctx.audit("event cancel", number=event.number)
    call_off_event(ctx, event, reason)
    confirmation = text(
        "Event {number} is cancelled. People who signed up are told.", number=number
    )
    undo = text(
        "You can restore it within an hour: {restore}",
        restore=event_command.typed(number, ("restore", "retablir")),
    )
    return Card(None, (confirmation, undo), ((confirm_restore.button(text("Restore"), event.id),),))


@router.button(ask_cancel_reason, who=Role.MEMBER)
def ask_reason(ctx: Context, event_id: int) -> Answer:
    """Ask why; this is also the moment to reconsider."""
    event = managed_event(ctx, event_by_id(ctx, event_id))
    _check_cancellable(ctx, event)
    return cancel_event.ask(ctx, number=str(event.number))


def _check_cancellable(ctx: Context, event: Event) -> None:
    check_changeable(ctx, event)
    if event.state != EventState.PUBLISHED:
        raise NotAnnounced(number=event.number)


@router.command(
    "event restore",
    fr="evenement retablir",
    who=Role.MEMBER,
    where=Where.DIRECT,
    example=("12 restore", "12 retablir"),
    theme="part",
    form=restore_event_form,
    trace=RESTORE_A_CANCELLED_EVENT,
)
def restore_event(ctx: Context, number: CancelledEvent) -> Text:
    """Restore an event that was cancelled less than an hour ago."""
    event = managed_event(ctx, event_by_number(ctx, number))
    return _reinstate(ctx, event)


@router.form(restore_event_form, who=Role.MEMBER)
def choose_event_to_restore(ctx: Context, number: CancelledEvent) -> Card:
    """Choose the event to restore; a number alone tells nobody."""
    event = managed_event(ctx, event_by_number(ctx, number))
    check_restorable(ctx, event)
    plan = text("It will take place as announced, and those who signed up are told.")
    restore = confirm_restore.button(text("Restore"), event.id)
    return Card(event_title(event), (plan,), ((restore,),))


@router.button("event_restore", of=event_thing, deliberate=True, tone="", who=Role.MEMBER)
def confirm_restore(ctx: Context, event_id: int) -> Replace:
    """Reinstate an event; a second press changes nothing."""
    event = managed_event(ctx, event_by_id(ctx, event_id))
    return Replace(_reinstate(ctx, event))


def _reinstate(ctx: Context, event: Event) -> Text:
    confirmation = text("Event {number} will take place as announced.", number=event.number)
    if event.state == EventState.PUBLISHED:
        return confirmation
    notice = ctx.store[EventNotices].latest(event.id)
    if ctx.role() < Role.GARDENER and notice is not None and notice.by_others:
        raise CancelledByOthers(number=event.number, write=write_command.typed())
    check_restorable(ctx, event)
    ctx.audit("event restore", number=event.number)
    reinstate_event(ctx, event)
    return confirmation


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


def check_restorable(ctx: JobContext, event: Event) -> None:
    """Raise unless the event was called off recently and has not begun."""
    number = event.number
    if event.state != EventState.CANCELLED or event.cancelled_at is None:
        raise NotCancelled(number=number)
    if event.cancelled_at + RESTORABLE < ctx.now:
        raise CancelledTooLongAgo(number=number, event=event_command.typed())
    if event.starts_at <= ctx.now:
        raise EventBegun(number=number)
