"""What comes back is announced anew, with a fresh list, once the time before is over."""

from datetime import timedelta

from bot.core import JobContext, JobRegistry, is_paused
from handlers.events import announce_event, next_start_to_announce, repeated_event
from storage.events import Events, EventSeries, Series

jobs = JobRegistry()


@jobs.job("event_series", grace=timedelta(hours=1), every=timedelta(minutes=10))
def bring_back(ctx: JobContext, _argument: None) -> None:
    """Announce the next date of what comes back; nothing where nobody is left to tend it."""
    for series in ctx.store[EventSeries].going_on():
        here = ctx.within(series.community_id)
        if not is_paused(here.keepers):
            _bring_back(here, series)


def _bring_back(ctx: JobContext, series: Series) -> None:
    """Make and announce the next event of a series, once for each date."""
    latest = ctx.store[Events].latest_of(series.id)
    starts_at = None if latest is None else next_start_to_announce(ctx, series, latest)
    if latest is None or starts_at is None:
        return
    if not ctx.store[EventSeries].take(series, starts_at.astimezone(series.tz).date()):
        return
    following_one = repeated_event(latest, starts_at, ctx.now)
    event = ctx.store[Events].add(series.community_id, latest.maker_id, following_one, ctx.now)
    announce_event(ctx, event)
