"""Feeds read every few hours: their new items, some of them proposed, and the answers to askers."""

from collections.abc import Sequence
from datetime import timedelta

from bot.core import Card, JobContext, Outcome, Router, text
from bot.domain.feeds import (
    FIRST_PROPOSED,
    MOST_BYTES,
    NIGHT,
    OLDEST,
    PROPOSED_A_DAY,
    FeedItem,
    ItemState,
    Reading,
    link_key,
    read_packed,
    unpack_reading,
)
from bot.references.feeds import web_feed_download
from bot.vocabulary.outside_sources import failure_text, fetched_source
from handlers.feeds.followed_feeds import (
    FEED_FAILURES,
    feed_notice,
    fetch_feed,
    page_card,
    preview_card,
    unreadable_card,
    unreadable_text,
)
from handlers.feeds.proposals import proposals_card
from storage.digest import NewsItems
from storage.feeds import WebFeed, WebFeedItem, WebFeeds

router = Router()

BATCH = 200
"""Feeds read within one hour."""

PATIENCE = timedelta(days=7)
"""Time for which a feed may fail before the gardeners are told."""

MOST_UNDECIDED = 30
"""Items of a feed that may wait for a decision; others come later."""

_NEWS_LOOKED_AT = timedelta(days=60)


def read_due_feeds(ctx: JobContext) -> None:
    """Read the feeds that are due; report once those that have failed for a week."""
    for feed in ctx.store[WebFeeds].due(ctx.now, BATCH):
        there = ctx.within(feed.community_id)
        morning = NIGHT.over(ctx.now, there.zone)
        if morning == ctx.now:
            fetch_feed(there, feed)
        else:
            feed.next_at = morning
    for feed in ctx.store[WebFeeds].failing(ctx.now - PATIENCE):
        there = ctx.within(feed.community_id)
        if NIGHT.over(ctx.now, there.zone) == ctx.now:
            _report_failure(there, feed)


def _report_failure(ctx: JobContext, feed: WebFeed) -> None:
    feed.told_at = ctx.now
    report = text(
        "The feed “{name}” has not been readable for a week: {why}. Its address may have changed: "
        "add the new one, or stop following this one.",
        name=feed.name,
        why=failure_text(feed.failure, FEED_FAILURES),
    )
    ctx.tell_gardeners(feed_notice(feed, report))


@router.download(web_feed_download, read=read_packed, most=MOST_BYTES)
def handle_fetched_feed(ctx: JobContext, outcome: Outcome) -> None:
    """Propose what is new, or show the asker a feed that is not followed yet."""
    number, asker, content = fetched_source(ctx, outcome)
    reading = None if content is None else unpack_reading(content)
    feed = ctx.store[WebFeeds].get(number)
    if feed is None:
        return
    take_in = _preview if feed.followed_at is None else _take_in_news
    result = take_in(ctx, feed, reading, outcome.failure)
    if asker is not None and result is not None:
        ctx.tell_in_person(asker, result)


def _preview(ctx: JobContext, feed: WebFeed, reading: Reading | None, failure: str) -> Card:
    if reading is None:
        return unreadable_card(feed, failure)
    if not reading.elsewhere:
        feed.name = reading.name or feed.name
        return preview_card(ctx, feed, reading)
    other = ctx.store[WebFeeds].with_url(feed.community_id, reading.elsewhere)
    if other is None:
        feed.url = reading.elsewhere
    elif other.followed_at is not None:
        known = text("This feed is followed already: {name}.", name=other.name)
        return feed_notice(other, known)
    return page_card(other or feed)


def _take_in_news(
    ctx: JobContext, feed: WebFeed, reading: Reading | None, failure: str
) -> Card | None:
    """Propose the new items of a feed; returns the asker's answer if nothing is proposed."""
    if reading is not None and reading.elsewhere:
        reading, failure = None, "no feed"
    if reading is None and failure != "unchanged":
        feed.note_failure(failure, ctx.now)
        return feed_notice(feed, unreadable_text(feed, failure))
    if reading is not None:
        feed.name = reading.name or feed.name
        remember_items(ctx, feed, reading)
        feed.etag, feed.modified = reading.etag, reading.modified
    feed.note_success(ctx.now)
    if feed.paused_at is None and (proposed := propose_waiting(ctx, feed)):
        ctx.tell_gardeners(proposals_card(ctx, feed, proposed))
        return None
    return feed_notice(feed, text("“{name}” has nothing new.", name=feed.name))


def remember_items(ctx: JobContext, feed: WebFeed, reading: Reading) -> None:
    """Remember the items of a feed; those that are new here wait to be proposed."""
    store, is_first = ctx.store[WebFeeds], feed.checked_at is None
    known = store.known_keys(feed.id)
    new = [each for each in reading.items if each.key not in known]
    fresh = _fresh_items(ctx, feed, new)
    if is_first:
        fresh = fresh[:FIRST_PROPOSED]
    waiting = {each.key for each in fresh}
    for each in new:
        store.remember(feed, each, ctx.now, new=each.key in waiting)
    ctx.store.flush()
    store.note_listed(feed.id, [each.key for each in reading.items])


def propose_waiting(ctx: JobContext, feed: WebFeed) -> Sequence[WebFeedItem]:
    """Propose items that wait, as many as a day may bring; returns them, the newest first."""
    store = ctx.store[WebFeeds]
    today = PROPOSED_A_DAY - store.proposed_since(feed.id, ctx.now - timedelta(days=1))
    room = MOST_UNDECIDED - len(store.in_state(feed.id, ItemState.PROPOSED))
    waiting = store.in_state(feed.id, ItemState.WAITING)
    chosen = waiting[: max(0, min(today, room))]
    for each in chosen:
        each.state, each.proposed_at = ItemState.PROPOSED, ctx.now
    ctx.store.flush()
    return chosen


def _fresh_items(ctx: JobContext, feed: WebFeed, items: Sequence[FeedItem]) -> list[FeedItem]:
    """Items that are not old, and whose link neither a feed nor the news here have brought."""
    links = {each.link_key for each in items if each.link}
    known = ctx.store[WebFeeds].known_links(feed.community_id, links)
    news = ctx.store[NewsItems].links(feed.community_id, ctx.now - _NEWS_LOOKED_AT)
    known |= {link_key(each) for each in news}
    fresh: list[FeedItem] = []
    for each in items:
        is_old = each.at is not None and each.at < ctx.now - OLDEST
        if not is_old and each.link_key not in known:
            fresh.append(each)
        if each.link:
            known.add(each.link_key)
    return fresh
