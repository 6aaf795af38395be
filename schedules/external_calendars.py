"""Calendars of elsewhere are looked at every few hours; those that fail for days are told of."""

from datetime import timedelta

from bot.core import Card, JobContext, JobRegistry, text
from handlers.external_calendars import calendar_button, failure_text, fetch_calendar
from storage.external_calendars import FeedRow, Feeds

jobs = JobRegistry()

AT_ONCE = 200
"""How many are looked at within one hour at most."""
PATIENCE = timedelta(days=3)
"""How long one may fail before those who tend the community are told."""


@jobs.job("feeds", grace=timedelta(hours=1), every=timedelta(hours=1))
def watch_feeds(ctx: JobContext, _argument: None) -> None:
    """Have those fetched whose time has come; tell once of those that have failed for days."""
    for feed in ctx.store[Feeds].due(ctx.now, AT_ONCE):
        fetch_calendar(ctx.within(feed.community_id), feed)
    for feed in ctx.store[Feeds].failing(ctx.now - PATIENCE):
        feed.told_at = ctx.now
        _tell(ctx.within(feed.community_id), feed)


def _tell(ctx: JobContext, feed: FeedRow) -> None:
    said = text(
        "The calendar “{name}” has not been readable for three days: {why}. I go on trying, every "
        "two days.",
        name=feed.name,
        why=failure_text(feed.failure),
    )
    ctx.tell_gardeners(Card(None, (said,), ((calendar_button(feed),),)))
