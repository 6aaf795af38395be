"""Calling an event off, and back: whoever signed up is told, and every card says so."""

from typing import Annotated

from bot.core import (
    Answer,
    Card,
    Context,
    Replace,
    Router,
    Text,
    Where,
    asks,
    at_most,
    text,
    write_command,
)
from bot.domain.events.rules import EventState
from bot.domain.rates import CHANGES
from bot.domain.refusals import Refusal
from bot.domain.roles import Role
from bot.references.events import event_command, press_event_cancel
from handlers.events import acts
from handlers.events.amending import call_off, check_restorable, restore
from handlers.events.attending import check_changeable
from handlers.events.event_meant import numbered, pressed, theirs
from storage.events import Event, EventNotices

router = Router()

LONGEST_REASON = 300


class CancelledByOthers(Refusal):
    """Those who tend the community called event {number} off. {write} asks them why."""


class NotAnnounced(Refusal):
    """Event {number} is not announced: withdraw it instead, it shows you how."""


@router.command(
    "event cancel",
    fr="evenement annuler",
    who=Role.MEMBER,
    where=Where.DIRECT,
    example="12 annuler Il va neiger",
    theme="part",
    limit=CHANGES,
    trace=acts.CALL_AN_EVENT_OFF,
)
def cancel_event(
    ctx: Context,
    number: Annotated[int, asks("Which event is called off? Its number:")],
    reason: Annotated[
        str,
        asks("Why? Those who signed up will read it. Skip it to say nothing."),
        at_most(LONGEST_REASON),
    ] = "",
) -> Card:
    """Call an event off; those who signed up are told."""
    event = theirs(ctx, numbered(ctx, number))
    _check(ctx, event)
    ctx.audit("event cancel", number=event.number)
    call_off(ctx, event, reason)
    said = text("Event {number} is called off. Those who signed up are told.", number=number)
    undo = text(
        "Within an hour, it can take place after all: {restore}",
        restore=event_command.typed(number, ("restore", "retablir")),
    )
    return Card(None, (said, undo), ((press_restore.button(text("Restore"), event.id),),))


@router.button(press_event_cancel, who=Role.MEMBER)
def ask_reason(ctx: Context, event_id: int) -> Answer:
    """Ask why, which is also the moment to think again."""
    event = theirs(ctx, pressed(ctx, event_id))
    _check(ctx, event)
    return cancel_event.ask(ctx, number=str(event.number))


@router.command(
    "event restore",
    fr="evenement retablir",
    who=Role.MEMBER,
    where=Where.DIRECT,
    example="12 retablir",
    theme="part",
    trace=acts.RESTORE_A_CANCELLED_EVENT,
)
def restore_event(
    ctx: Context,
    number: Annotated[int, asks("Which event takes place after all? Its number:")],
) -> Text:
    """Let an event take place after all that was called off less than an hour ago."""
    event = theirs(ctx, numbered(ctx, number))
    return _restored(ctx, event)


@router.button("event_restore", who=Role.MEMBER)
def press_restore(ctx: Context, event_id: int) -> Replace:
    """Let it take place after all; a second tap changes nothing."""
    event = theirs(ctx, pressed(ctx, event_id))
    return Replace(_restored(ctx, event))


def _restored(ctx: Context, event: Event) -> Text:
    said = text("Event {number} takes place, as it was announced.", number=event.number)
    if event.state == EventState.PUBLISHED:
        return said
    notice = ctx.store[EventNotices].latest(event.id)
    if ctx.role < Role.GARDENER and notice is not None and notice.by_others:
        raise CancelledByOthers(number=event.number, write=write_command.typed())
    check_restorable(ctx, event)
    ctx.audit("event restore", number=event.number)
    restore(ctx, event)
    return said


def _check(ctx: Context, event: Event) -> None:
    check_changeable(ctx, event)
    if event.state != EventState.PUBLISHED:
        raise NotAnnounced(number=event.number)
