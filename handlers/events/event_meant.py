"""Which event somebody means, and whether it is theirs: they made it, or tend the community."""

from bot.core import Context
from bot.domain.events.rules import EventCancelled, EventState
from bot.domain.outcomes import NotOverYet
from bot.domain.refusals import Refusal
from bot.domain.roles import Role
from bot.references.events import agenda_command
from handlers.events.attending import check_changeable
from storage.events import Event, Events

EVENTS = agenda_command.typed()


class NoSuchEvent(Refusal):
    """There is no event {number} here. {events} lists those to come."""


class NoSuchPastEvent(Refusal):
    """There is no event {number} here that took place. {events} lists them."""


class EventElsewhere(Refusal):
    """This event does not belong to this community. {events} lists those that do."""


class NotYourEvent(Refusal):
    """Only whoever made event {number}, or those who tend {community}, can do this."""


def numbered(ctx: Context, number: int) -> Event:
    """The event of this community under a number."""
    event = ctx.store[Events].numbered(ctx.community.id, number)
    if event is None:
        raise NoSuchEvent(number=number, events=EVENTS)
    return event


def pressed(ctx: Context, event_id: int) -> Event:
    """The event that a button is about, if it is of this community."""
    event = ctx.store[Events].find(ctx.community.id, event_id)
    if event is None:
        raise EventElsewhere(events=EVENTS)
    return event


def is_theirs(ctx: Context, event: Event) -> bool:
    """Whether this person made the event, or tends the community."""
    return event.maker_id == ctx.member.id or ctx.role >= Role.GARDENER


def theirs(ctx: Context, event: Event) -> Event:
    """The same event, if it is theirs."""
    if not is_theirs(ctx, event):
        raise NotYourEvent(number=event.number, community=ctx.community.name)
    return event


def changeable(ctx: Context, event: Event) -> Event:
    """The same event, if it is theirs and may still change."""
    check_changeable(ctx, theirs(ctx, event))
    return event


def over_numbered(ctx: Context, number: int) -> Event:
    """The event of this community under a number, which took place."""
    return _over(ctx, ctx.store[Events].numbered(ctx.community.id, number), number)


def over_pressed(ctx: Context, event_id: int) -> Event:
    """The event that a button is about, which took place."""
    return _over(ctx, ctx.store[Events].find(ctx.community.id, event_id), event_id)


def _over(ctx: Context, event: Event | None, number: int) -> Event:
    if event is None or event.state not in (EventState.PUBLISHED, EventState.CANCELLED):
        raise NoSuchPastEvent(number=number, events=agenda_command.typed(("past", "passés")))
    if event.state == EventState.CANCELLED:
        raise EventCancelled(number=event.number)
    if event.over_at > ctx.now:
        raise NotOverYet(number=event.number)
    return event
