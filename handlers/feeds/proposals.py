"""News that feeds propose, in one message a reading; how gardeners look through them.

What they decide: see `handlers/feeds/decisions.py`.
"""

from collections.abc import Sequence

from bot.core import (
    Answer,
    Button,
    Card,
    Context,
    JobContext,
    Line,
    Link,
    Replace,
    Router,
    Todo,
    ntext,
    text,
)
from bot.domain.feeds import ItemState
from bot.domain.refusals import Refusal
from bot.domain.roles import Role
from bot.references.feeds import (
    ask_feed_publication,
    feed_item_thing,
    ignore_feed_item,
    ignore_feed_items,
    keep_feed_item,
    show_feed_item,
    show_feed_proposals,
)
from handlers.feeds import acts
from storage.feeds import WebFeed, WebFeedItem, WebFeeds

router = Router()


class NothingProposedByFeed(Refusal):
    """This feed proposes nothing any more."""


class ItemDecided(Refusal):
    """Somebody decided about this news item already."""


@router.todo
def feeds_with_proposals(ctx: Context) -> list[Todo]:
    """Feeds whose items wait for a decision."""
    waiting = ctx.store[WebFeeds].counts(ctx.community.id)
    feeds = ctx.store[WebFeeds].followed(ctx.community.id) if waiting else ()
    return [
        Todo(
            ntext(
                "“{name}” proposes {count} news item",
                "“{name}” proposes {count} news items",
                waiting[each.id],
                name=each.name,
            ),
            (
                show_feed_proposals.button(
                    text("See what “{name}” proposes", name=each.name), each.id
                ),
            ),
        )
        for each in feeds
        if each.id in waiting
    ]


def proposals_card(ctx: JobContext, feed: WebFeed, items: Sequence[WebFeedItem]) -> Card:
    """The items of one reading: one by itself, several as a list."""
    if len(items) == 1:
        return item_card(ctx, feed, items[0])
    title = ntext(
        "📰 {name}: {count} news item", "📰 {name}: {count} news items", len(items), name=feed.name
    )
    lines = (
        text("{number}. {title}", number=number, title=each.title)
        for number, each in enumerate(items, start=1)
    )
    look = show_feed_item.button(text("Look at them one by one"), items[0].id)
    ignore = ignore_feed_items.button(
        text("Ignore them all"), feed.id, max(each.id for each in items)
    )
    return Card(title, tuple(lines), ((look,), (ignore,)))


@router.button(show_feed_proposals, who=Role.GARDENER, trace=acts.LOOK_THROUGH_NEWS_OF_A_FEED)
def show_first(ctx: Context, feed_id: int) -> Card:
    """Show the newest item that a feed proposes."""
    feed = ctx.store[WebFeeds].get(feed_id)
    following = None
    if feed is not None and feed.community_id == ctx.community.id:
        following = next_item_card(ctx, feed)
    if following is None:
        raise NothingProposedByFeed
    return following


@router.button(show_feed_item, who=Role.GARDENER, trace=acts.LOOK_THROUGH_NEWS_OF_A_FEED)
def show_item(ctx: Context, item_id: int) -> Replace:
    """Show one item, or the next one if it is decided."""
    found = ctx.store[WebFeeds].item(ctx.community.id, item_id)
    if found is None:
        raise NothingProposedByFeed
    feed, item = found
    if item.state == ItemState.PROPOSED and feed.followed_at is not None:
        return Replace(item_card(ctx, feed, item))
    following = next_item_card(ctx, feed)
    if following is None:
        raise ItemDecided
    return Replace(following)


def keep_source(ctx: JobContext, item_id: int) -> None:
    """Store the name of an item's feed as it is shown: another one is a revision."""
    ctx.store[WebFeeds].keep_source(item_id)


@router.revised(feed_item_thing, compose=keep_source)
def show_item_again(ctx: Context, item_id: int) -> Answer:
    """Show an item that changed, to a gardener who decided on it as it was before."""
    return show_item(ctx, item_id)


@router.button("webfeed_later", who=Role.GARDENER, trace=acts.LOOK_THROUGH_NEWS_OF_A_FEED)
def show_later(ctx: Context, item_id: int) -> Replace:
    """Leave an item for later, and show the next one."""
    found = ctx.store[WebFeeds].item(ctx.community.id, item_id)
    following = None if found is None else next_item_card(ctx, found[0], after=found[1])
    if following is None:
        raise NothingProposedByFeed
    return Replace(following)


def next_item_card(ctx: JobContext, feed: WebFeed, after: WebFeedItem | None = None) -> Card | None:
    """The next item without a decision; after the last one, the first again."""
    waiting = ctx.store[WebFeeds].in_state(feed.id, ItemState.PROPOSED)
    if not waiting or feed.followed_at is None:
        return None
    older = [each for each in waiting if after is not None and _is_after(each, after)]
    return item_card(ctx, feed, (older or waiting)[0])


def _is_after(item: WebFeedItem, other: WebFeedItem) -> bool:
    return item.at < other.at or (item.at == other.at and item.id > other.id)


def item_card(ctx: JobContext, feed: WebFeed, item: WebFeedItem) -> Card:
    """An item, and the possible decisions."""
    others = len(ctx.store[WebFeeds].in_state(feed.id, ItemState.PROPOSED)) - 1
    last: tuple[Button, ...] = (ignore_feed_item.button(text("Ignore"), item.id),)
    if others > 0:
        label = ntext("Later ({count} other)", "Later ({count} others)", others)
        last = (*last, show_later.button(label, item.id))
    first = (
        keep_feed_item.button(text("Into the letter"), item.id),
        ask_feed_publication.button(text("Publish"), item.id),
    )
    day = item.at.astimezone(ctx.zone).date()
    source = text("{source}, {day}", source=feed.name, day=day)
    return Card(f"📰 {item.title}", (source, *item_lines(item)), (first, last))


def item_lines(item: WebFeedItem) -> list[Line]:
    """The summary of an item, and its link."""
    lines: list[Line] = [item.summary] if item.summary else []
    return [*lines, Link(item.link, item.link)] if item.link else lines
