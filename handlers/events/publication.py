"""Announce an event in rooms and channels, and to members who want to be told."""

from bot.core import JobContext, reached
from bot.domain.events.rules import EventKind, EventState
from bot.references.events import event_announced, event_card
from bot.vocabulary.publications import post_picture
from handlers.events.pictures.picture_posts import current_picture
from storage.communities import RoomKind
from storage.digest import Digests
from storage.events import Event, Events

ANNOUNCED_IN = (RoomKind.COMMUNITY, RoomKind.CHANNEL)


def announce_event(ctx: JobContext, event: Event) -> Event | None:
    """Announce an event; None if its state changed meanwhile.

    Its card is posted once; an announcement whose fate is unknown is not sent again.
    """
    published = ctx.store[Events].become(event, EventState.PUBLISHED, ctx.now)
    if published is None:
        return None
    post_picture(ctx, current_picture(ctx, published), *ANNOUNCED_IN)
    for room in ctx.rooms(*ANNOUNCED_IN):
        event_card.post(ctx, room.address, event.id)
    ctx.store[Digests].refresh_draft(ctx.community.id)
    event_announced.collect(ctx, published)
    event_card.mail(ctx, EventKind(event.kind).sending, event.id, audience=event.audience)
    return published


def count_recipients(ctx: JobContext, event: Event) -> int:
    """Count the people who would be told in private."""
    kind = EventKind(event.kind)
    return reached(ctx.store, ctx.community.id, kind.sending, event.audience)
