"""Items of a feed that was read: the new ones are remembered, and some proposed."""

from collections.abc import Sequence
from datetime import timedelta

from bot.core import JobContext
from bot.domain.feeds import (
    FIRST_PROPOSED,
    OLDEST,
    PROPOSED_A_DAY,
    FeedItem,
    ItemState,
    Reading,
    link_key,
)
from storage.digest import NewsItems
from storage.feeds import WebFeed, WebFeedItem, WebFeeds

MOST_UNDECIDED = 30
"""Items of a feed that may wait for a decision; others come later."""
_DAY = timedelta(days=1)
_NEWS_LOOKED_AT = timedelta(days=60)


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
    today = PROPOSED_A_DAY - store.proposed_since(feed.id, ctx.now - _DAY)
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
