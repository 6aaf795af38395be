"""Calling an event off: whoever signed up is told, and every card says so."""

from typing import Annotated

from bot.core import Answer, Context, Router, Text, Typed, Where, asks, at_most, text
from bot.core.amending import call_off, check_changeable
from bot.domain.events import EventState
from bot.domain.refusals import Refusal
from bot.domain.roles import Role
from storage.events import Event

router = Router()

LONGEST_REASON = 300


class NoEventToCancel(Refusal):
    """There is no event {number} here. {events} lists those to come."""


class NotYoursToCancel(Refusal):
    """Only whoever made event {number}, or those who tend {community}, can call it off."""


class NotAnnounced(Refusal):
    """Event {number} is not announced: withdraw it instead, it shows you how."""


@router.command(
    "event cancel",
    fr="evenement annuler",
    who=Role.MEMBER,
    where=Where.DIRECT,
    example="/evenement 12 annuler Il va neiger",
    theme="part",
)
def cancel_event(
    ctx: Context,
    number: Annotated[int, asks("Which event is called off? Its number:")],
    reason: Annotated[
        str,
        asks("Why? Those who signed up will read it. Skip it to say nothing."),
        at_most(LONGEST_REASON),
    ] = "",
) -> Text:
    """Call an event off; those who signed up are told."""
    event = ctx.store.events.numbered(ctx.community.id, number)
    if event is None:
        raise NoEventToCancel(number=number, events=Typed("/events", "/agenda"))
    _check(ctx, event)
    ctx.audit("event cancel", number=event.number)
    call_off(ctx, event, reason)
    return text("Event {number} is called off. Those who signed up are told.", number=number)


@router.button("event_cancel", who=Role.MEMBER)
def ask_reason(ctx: Context, event_id: int) -> Answer:
    """Ask why, which is also the moment to think again."""
    event = ctx.store.events.find(ctx.community.id, event_id)
    if event is None:
        raise NoEventToCancel(number=event_id, events=Typed("/events", "/agenda"))
    _check(ctx, event)
    return ctx.ask("event cancel", number=str(event.number))


def _check(ctx: Context, event: Event) -> None:
    if event.maker_id != ctx.member.id and ctx.role < Role.GARDENER:
        raise NotYoursToCancel(number=event.number, community=ctx.community.name)
    check_changeable(ctx, event)
    if event.state != EventState.PUBLISHED:
        raise NotAnnounced(number=event.number)
