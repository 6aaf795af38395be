"""Read feeds every few hours by day, and report once those that fail for a week."""

from datetime import timedelta

from bot.core import Card, JobContext, text
from bot.domain.feeds import NIGHT
from handlers.feeds.feed_words import failure_text, feed_button, fetch_feed
from storage.feeds import WebFeed, WebFeeds

BATCH = 200
"""Feeds read within one hour."""
PATIENCE = timedelta(days=7)
"""Time for which a feed may fail before the gardeners are told."""


def read_due_feeds(ctx: JobContext) -> None:
    """Read the feeds that are due; report once those that have failed for a week."""
    for feed in ctx.store[WebFeeds].due(ctx.now, BATCH):
        _read_by_day(ctx.within(feed.community_id), feed)
    for feed in ctx.store[WebFeeds].failing(ctx.now - PATIENCE):
        _report_by_day(ctx.within(feed.community_id), feed)


def _read_by_day(ctx: JobContext, feed: WebFeed) -> None:
    morning = NIGHT.over(ctx.now, ctx.zone)
    if morning == ctx.now:
        fetch_feed(ctx, feed)
    else:
        feed.next_at = morning


def _report_by_day(ctx: JobContext, feed: WebFeed) -> None:
    if NIGHT.over(ctx.now, ctx.zone) != ctx.now:
        return
    feed.told_at = ctx.now
    report = text(
        "The feed “{name}” has not been readable for a week: {why}. Its address may have changed: "
        "add the new one, or stop following this one.",
        name=feed.name,
        why=failure_text(feed.failure),
    )
    ctx.tell_gardeners(Card(None, (report,), ((feed_button(feed),),)))
