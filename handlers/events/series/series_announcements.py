"""Announce the next event of a series once the latest one is over."""

from bot.core import JobContext, is_paused
from handlers.events.publication import announce_event
from handlers.events.series.series_words import next_start_to_announce, repeated_event
from storage.events import Events, EventSeries, Series


def announce_next_events(ctx: JobContext) -> None:
    """Announce the next event of each series, except where no gardener is on duty."""
    for series in ctx.store[EventSeries].going_on():
        here = ctx.within(series.community_id)
        if not is_paused(here.seat_statuses):
            _announce_next(here, series)


def _announce_next(ctx: JobContext, series: Series) -> None:
    """Make and announce the next event, once for each date."""
    latest = ctx.store[Events].latest_of(series.id)
    starts_at = None if latest is None else next_start_to_announce(ctx, series, latest)
    if latest is None or starts_at is None:
        return
    if not ctx.store[EventSeries].take(series, starts_at.astimezone(series.tz).date()):
        return
    following_one = repeated_event(latest, starts_at, ctx.now)
    event = ctx.store[Events].add(series.community_id, latest.maker_id, following_one, ctx.now)
    announce_event(ctx, event)
