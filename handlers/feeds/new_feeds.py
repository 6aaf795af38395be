"""A feed is added: read once and shown, then followed or not."""

from bot.core import Button, Card, Context, JobContext, Line, Link, Replace, Router, Text, text
from bot.domain.feeds import FIRST_PROPOSED, FeedItem, Reading
from bot.domain.rates import PROPOSALS
from bot.domain.refusals import Refusal
from bot.domain.roles import Role
from bot.references.feeds import drop_web_feed, follow_web_feed, look_at_web_feed
from bot.vocabulary.outside_sources import site_name
from handlers.feeds import acts
from handlers.feeds.feed_words import (
    all_feeds_button,
    failure_text,
    feed_button,
    fetch_feed,
)
from storage.feeds import WebFeed, WebFeeds

router = Router()

MOST_FEEDS = 20


class TooManyWebFeeds(Refusal):
    """{most} feeds are followed already. Stop following one to make room."""


class WebFeedKnown(Refusal):
    """This feed is followed already: {name}."""


class WebFeedGone(Refusal):
    """This feed is not followed any more. To follow it again, add its address."""


def look_at_address(ctx: Context, url: str) -> Card:
    """Read the feed at an address and show it; nothing is followed yet."""
    known = ctx.store[WebFeeds].with_url(ctx.community.id, url)
    if known is not None and known.followed_at is not None:
        raise WebFeedKnown(name=known.name)
    _check_room(ctx)
    feed = ctx.store[WebFeeds].add(
        ctx.community.id, url, name=site_name(url), by=ctx.member.id, at=ctx.now
    )
    ctx.trace(number=feed.id)
    return _looking(ctx, feed)


@router.button(look_at_web_feed, who=Role.GARDENER, limit=PROPOSALS, trace=acts.SEE_TO_THE_FEEDS)
def look_again(ctx: Context, feed_id: int) -> Replace:
    """Read a feed that is not followed yet, and show it."""
    feed = feed_of(ctx, feed_id)
    if feed.followed_at is not None:
        raise WebFeedKnown(name=feed.name)
    return Replace(_looking(ctx, feed))


@router.button(follow_web_feed, who=Role.GARDENER, limit=PROPOSALS, trace=acts.SEE_TO_THE_FEEDS)
def follow_feed(ctx: Context, feed_id: int) -> Replace:
    """Follow a feed from now on."""
    feed = feed_of(ctx, feed_id)
    if feed.followed_at is not None:
        raise WebFeedKnown(name=feed.name)
    _check_room(ctx)
    feed.followed_at = feed.changed_at = ctx.now
    feed.paused_at = None
    feed.forget_failures()
    fetch_feed(ctx, feed, ctx.member.id)
    ctx.trace(number=feed.id)
    done = text(
        "“{name}” is followed. Its newest items are proposed to you in a moment.", name=feed.name
    )
    return Replace(Card(None, (done,), ((feed_button(feed), all_feeds_button()),)))


@router.button(drop_web_feed, who=Role.GARDENER, trace=acts.SEE_TO_THE_FEEDS)
def drop_feed(ctx: Context, feed_id: int) -> Replace:
    """Leave a feed that was only looked at."""
    feed = feed_of(ctx, feed_id)
    if feed.followed_at is not None:
        raise WebFeedKnown(name=feed.name)
    done = text("“{name}” is not followed.", name=feed.name)
    return Replace(Card(None, (done,), ((all_feeds_button(),),)))


def feed_of(ctx: Context, feed_id: int) -> WebFeed:
    """Return a feed of this community, followed or not, locked until the commit."""
    feed = ctx.store[WebFeeds].get(feed_id)
    if feed is None or feed.community_id != ctx.community.id:
        raise WebFeedGone
    return feed


def preview_card(ctx: JobContext, feed: WebFeed, reading: Reading) -> Card:
    """A feed that is not followed yet: its title, its newest items, and the choice."""
    newest = reading.items[:FIRST_PROPOSED]
    none = text("There is no news item in it yet.")
    plan = text(
        "Once followed, I read it every three hours by day. You decide about each news item."
    )
    items = [_item_line(ctx, each) for each in newest] or [none]
    lines: list[Line] = [site_name(feed.url), "", *items, "", plan]
    choice = (follow_web_feed.button(text("Follow"), feed.id), _drop_button(feed))
    return Card(f"📰 {feed.name}", tuple(lines), (choice,))


def page_card(feed: WebFeed) -> Card:
    """The feed that a web page names, to be looked at."""
    told = text("This is a web page. It names a feed:")
    look = look_at_web_feed.button(text("Look at this feed"), feed.id)
    return Card(None, (told, Link(feed.url, feed.url)), ((look, _drop_button(feed)),))


def unreadable_card(feed: WebFeed, failure: str) -> Card:
    """Why a feed that is not followed yet cannot be read."""
    why = text("I cannot read “{name}”: {why}.", name=feed.name, why=failure_text(failure))
    again = look_at_web_feed.button(text("Try again"), feed.id)
    return Card(None, (why,), ((again, _drop_button(feed)),))


def _looking(ctx: Context, feed: WebFeed) -> Card:
    fetch_feed(ctx, feed, ctx.member.id)
    looking = text(
        "I am reading {site}, and show you what I find. Nothing is followed yet.",
        site=site_name(feed.url),
    )
    return Card(None, (looking,))


def _check_room(ctx: Context) -> None:
    if len(ctx.store[WebFeeds].followed(ctx.community.id)) >= MOST_FEEDS:
        raise TooManyWebFeeds(most=MOST_FEEDS)


def _drop_button(feed: WebFeed) -> Button:
    return drop_web_feed.button(text("Cancel"), feed.id)


def _item_line(ctx: JobContext, item: FeedItem) -> Text:
    if item.at is None:
        return text("– {title}", title=item.title)
    return text("– {title} ({day})", title=item.title, day=item.at.astimezone(ctx.zone).date())
