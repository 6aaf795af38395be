"""Look up an event by number or id, and check who may manage it."""

from bot.core import Context, JobContext
from bot.domain.events.notices import NotOverYet
from bot.domain.events.rules import (
    EventCancelled,
    EventOver,
    EventState,
    EventWithdrawn,
    NotPublishedYet,
    Rsvp,
)
from bot.domain.refusals import Final
from bot.domain.roles import Role
from bot.references.events import agenda_command, event_thing
from bot.vocabulary.audiences import check_in_group
from storage.events import Event, Events

TYPED_AGENDA = agenda_command.typed()


class NoSuchEvent(Final):
    """There is no event {number} here. Upcoming events: {events}."""


class NoSuchPastEvent(Final):
    """There is no past event {number} here. Past events: {events}."""


class EventElsewhere(Final):
    """This event belongs to another community. The events of this one: {events}."""


class NotYourEvent(Final):
    """Only the author of event {number} or the gardening team of {community} can do this."""


def event_by_number(ctx: Context, number: int) -> Event:
    event = ctx.store[Events].numbered(ctx.community.id, number)
    if event is None:
        raise NoSuchEvent(number=number, events=TYPED_AGENDA)
    check_in_group(ctx, event.group_id)
    return event


def event_by_id(ctx: Context, event_id: int) -> Event:
    """Return the event of a button, if it belongs to the community."""
    event = ctx.store[Events].find(ctx.community.id, event_id)
    if event is None:
        raise EventElsewhere(events=TYPED_AGENDA)
    check_in_group(ctx, event.group_id)
    return event


def may_manage(ctx: Context, event: Event) -> bool:
    """True for the event's maker and for gardeners."""
    return event.maker_id == ctx.member.id or ctx.role() >= Role.GARDENER


def managed_event(ctx: Context, event: Event) -> Event:
    """Return the event if this person may manage it."""
    if not may_manage(ctx, event):
        raise NotYourEvent(number=event.number, community=ctx.community.name)
    return event


def changeable_event(ctx: Context, event: Event) -> Event:
    """Return the event if this person may manage it and it may still change."""
    check_changeable(ctx, managed_event(ctx, event))
    return event


def audit_change(ctx: JobContext, event: Event) -> None:
    """Audit a change of another person's event, and a gardener's of any announced one."""
    if not isinstance(ctx, Context):
        return
    announced = event.state == EventState.PUBLISHED and ctx.role() >= Role.GARDENER
    if announced or event.maker_id != ctx.member.id:
        ctx.audit("event changed", number=event.number)


def check_changeable(ctx: JobContext, event: Event) -> None:
    """Raise if the event does not take place, or is over."""
    number = event.number
    if event.state == EventState.CANCELLED:
        raise EventCancelled(number=number)
    if event.state == EventState.WITHDRAWN:
        raise EventWithdrawn(number=number)
    if event.over_at <= ctx.now:
        raise EventOver(number=number)


def check_open(ctx: JobContext, event: Event) -> None:
    """Raise if the event is not announced, does not take place, or is over."""
    if event.state in (EventState.DRAFT, EventState.PROPOSED):
        raise NotPublishedYet(number=event.number)
    check_changeable(ctx, event)


def check_typed_answer(ctx: Context, event: Event, rsvp: Rsvp) -> None:
    """Raise unless the sender was shown the event as it is; a no takes any revision."""
    if rsvp is not Rsvp.DECLINED:
        check_open(ctx, event)
        event_thing.check_delivered(ctx, event.id)


def past_event_by_number(ctx: Context, number: int) -> Event:
    return _past_event(ctx, ctx.store[Events].numbered(ctx.community.id, number), number)


def past_event_by_id(ctx: Context, event_id: int) -> Event:
    return _past_event(ctx, ctx.store[Events].find(ctx.community.id, event_id), event_id)


def _past_event(ctx: Context, event: Event | None, number: int) -> Event:
    if event is None or event.state not in (EventState.PUBLISHED, EventState.CANCELLED):
        raise NoSuchPastEvent(number=number, events=agenda_command.typed(("past", "passés")))
    check_in_group(ctx, event.group_id)
    if event.state == EventState.CANCELLED:
        raise EventCancelled(number=event.number)
    if event.over_at > ctx.now:
        raise NotOverYet(number=event.number)
    return event
