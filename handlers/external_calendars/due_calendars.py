"""Fetch external calendars every few hours, and report those that fail for days."""

from datetime import timedelta

from bot.core import Card, JobContext, text
from handlers.external_calendars.feed_import import calendar_button, failure_text, fetch_calendar
from storage.external_calendars import FeedRow, Feeds

BATCH = 200
"""Calendars fetched within one hour."""
PATIENCE = timedelta(days=3)
"""Time for which a calendar may fail before the gardeners are told."""


def fetch_due_calendars(ctx: JobContext) -> None:
    """Fetch the calendars that are due; report once those that have failed for days."""
    for feed in ctx.store[Feeds].due(ctx.now, BATCH):
        fetch_calendar(ctx.within(feed.community_id), feed)
    for feed in ctx.store[Feeds].failing(ctx.now - PATIENCE):
        feed.told_at = ctx.now
        _report(ctx.within(feed.community_id), feed)


def _report(ctx: JobContext, feed: FeedRow) -> None:
    report = text(
        "I have not been able to read the calendar “{name}” for three days: {why}. I will keep "
        "trying every two days.",
        name=feed.name,
        why=failure_text(feed.failure),
    )
    ctx.tell_gardeners(Card(None, (report,), ((calendar_button(feed),),)))
