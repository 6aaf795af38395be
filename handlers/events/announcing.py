"""An event goes out: into the community's rooms and channels, and to those who want to be told."""

from bot.core import JobContext, reached
from bot.domain.events.rules import EventKind, EventState
from bot.references.events import event_card
from handlers.events.picture_posts import picture_of, post_picture
from storage.communities import RoomKind
from storage.events import Event, Events

CARD = "event"
"""The live card of an event: see `handlers/events/making.py`."""
ROOMS = (RoomKind.COMMUNITY, RoomKind.CHANNEL)


def publish(ctx: JobContext, event: Event) -> Event | None:
    """Announce an event; None where somebody decided about it meanwhile.

    Its card stands in the rooms once; an announcement whose fate is unknown is not sent again.
    """
    published = ctx.store[Events].become(event, EventState.PUBLISHED, ctx.now)
    if published is None:
        return None
    post_picture(ctx, picture_of(ctx, published), *ROOMS)
    for room in ctx.rooms(*ROOMS):
        event_card.post(ctx, room.address, event.id)
    event_card.mail(ctx, EventKind(event.kind).sending, event.id, audience=event.audience)
    return published


def would_reach(ctx: JobContext, event: Event) -> int:
    """How many people would be told in private."""
    kind = EventKind(event.kind)
    return reached(ctx.store, ctx.community.id, kind.sending, event.audience)
