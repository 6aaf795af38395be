"""Events that members proposed in the letter to the Region."""

from collections.abc import Sequence
from datetime import datetime

from bot.core import Answer, Context, JobContext, Router, text
from bot.domain.events.rules import EventState
from bot.domain.region_letter import RegionPart
from bot.references.events import open_event, preview_event
from bot.references.region_letter import RegionItem, RegionSource, region_sources
from handlers.events.words import event_time
from storage.events import Events
from storage.region_letter import EVENT

router = Router()


@router.contribution(region_sources)
def events_for_region(_ctx: JobContext) -> RegionSource:
    """The events that members proposed and that wait for a gardener."""
    return RegionSource(
        kind=EVENT,
        part=RegionPart.PROPOSALS,
        find=_proposed_events,
        show=_event_item,
        open=_open_event,
    )


def _proposed_events(ctx: JobContext, _since: datetime) -> Sequence[int]:
    return [
        each.id
        for each in ctx.store[Events].proposed(ctx.community.id)
        if each.starts_at > ctx.now and not each.source_url
    ]


def _event_item(ctx: JobContext, event_id: int) -> RegionItem | None:
    found = ctx.store[Events].these([event_id])
    if not found or found[0].state == EventState.WITHDRAWN:
        return None
    event = found[0]
    return RegionItem(
        label=text("Event {number}", number=event.number),
        headline=text("Event: {title}", title=event.title),
        lines=(text("{when}", when=event_time(event)),),
    )


def _open_event(ctx: Context, event_id: int) -> Answer:
    event = ctx.store[Events].find(ctx.community.id, event_id)
    is_proposed = event is not None and event.state == EventState.PROPOSED
    return preview_event.run(ctx, event_id) if is_proposed else open_event.run(ctx, event_id)
