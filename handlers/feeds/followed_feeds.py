"""The feeds that are followed: listed, paused, read at once, followed no more."""

from typing import Annotated

from bot.core import (
    Answer,
    Button,
    Card,
    Context,
    Link,
    OpenDirect,
    Replace,
    Router,
    Text,
    Where,
    asks,
    ntext,
    reads,
    text,
)
from bot.domain.feeds import read_feed_address
from bot.domain.rates import PROPOSALS
from bot.domain.refusals import Refusal
from bot.domain.roles import Role
from bot.references.feeds import (
    follow_web_feed,
    list_web_feeds,
    open_web_feed,
    show_feed_proposals,
)
from bot.vocabulary.outside_sources import idle_state
from handlers.feeds import acts
from handlers.feeds.feed_words import all_feeds_button, failure_text, fetch_feed
from handlers.feeds.new_feeds import WebFeedGone, feed_of, look_at_address
from storage.feeds import WebFeed, WebFeeds

router = Router()

SHORTEST_PAUSE_SECONDS = 60


class FeedPaused(Refusal):
    """This feed is paused. To read it, resume it."""


class ReadJustNow(Refusal):
    """I read this feed a moment ago. Try again in a minute."""


@router.command(
    "feed",
    fr="flux",
    aliases=("feeds", "rss"),
    who=Role.GARDENER,
    where=Where.BACKSTAGE,
    example=("https://example.org/news.xml", "https://exemple.fr/actualites.xml"),
    theme="tend",
    label=text("Feeds"),
    limit=PROPOSALS,
    trace=acts.SEE_TO_THE_FEEDS,
)
def feeds(ctx: Context, url: str = "") -> Answer:
    """Follow a web feed: its news are proposed to you, never published by themselves."""
    return look_at_address(ctx, read_feed_address(url)) if url else _feeds_card(ctx)


@router.button(list_web_feeds, who=Role.GARDENER, trace=acts.SEE_TO_THE_FEEDS)
def show_feeds(ctx: Context) -> Replace:
    """Show the feeds that are followed."""
    return Replace(_feeds_card(ctx))


@router.button("webfeed_add", who=Role.GARDENER, trace=acts.SEE_TO_THE_FEEDS)
def ask_feed_address(ctx: Context) -> Answer:
    """Ask for the address of a feed, in private."""
    if ctx.private_room is None:
        return OpenDirect(add_feed.link_word(ctx))
    return add_feed.ask(ctx)


@router.form("webfeed_new", who=Role.GARDENER, limit=PROPOSALS, trace=acts.SEE_TO_THE_FEEDS)
def add_feed(
    ctx: Context,
    url: Annotated[
        str,
        asks("What is the address of the feed, or of the site that has one?"),
        reads(read_feed_address),
    ],
) -> Card:
    """Look at the feed at an address."""
    return look_at_address(ctx, url)


@router.button(open_web_feed, who=Role.GARDENER, trace=acts.SEE_TO_THE_FEEDS)
def show_feed(ctx: Context, feed_id: int) -> Replace:
    """Show one feed."""
    return Replace(_feed_card(ctx, followed_feed(ctx, feed_id)))


@router.button("webfeed_now", who=Role.GARDENER, limit=PROPOSALS, trace=acts.SEE_TO_THE_FEEDS)
def read_now(ctx: Context, feed_id: int) -> Text:
    """Read a feed at once."""
    feed = followed_feed(ctx, feed_id)
    if feed.paused_at is not None:
        raise FeedPaused
    asked = feed.asked_at
    if asked is not None and (ctx.now - asked).total_seconds() < SHORTEST_PAUSE_SECONDS:
        raise ReadJustNow
    fetch_feed(ctx, feed, ctx.member.id)
    return text("I am reading “{name}”, and tell you what I find.", name=feed.name)


@router.button("webfeed_pause", who=Role.GARDENER, trace=acts.SEE_TO_THE_FEEDS)
def pause_feed(ctx: Context, feed_id: int) -> Replace:
    """Read a feed no more until it is resumed."""
    feed = followed_feed(ctx, feed_id)
    feed.paused_at = feed.paused_at or ctx.now
    ctx.trace(number=feed.id)
    return Replace(_feed_card(ctx, feed))


@router.button("webfeed_resume", who=Role.GARDENER, limit=PROPOSALS, trace=acts.SEE_TO_THE_FEEDS)
def resume_feed(ctx: Context, feed_id: int) -> Replace:
    """Read a paused feed again."""
    feed = followed_feed(ctx, feed_id)
    if feed.paused_at is not None:
        feed.paused_at = feed.failed_since = feed.told_at = None
        fetch_feed(ctx, feed, ctx.member.id)
    ctx.trace(number=feed.id)
    return Replace(_feed_card(ctx, feed))


@router.button("webfeed_remove", who=Role.GARDENER, trace=acts.SEE_TO_THE_FEEDS)
def remove_feed(ctx: Context, feed_id: int) -> Replace:
    """Follow a feed no more; proposals without a decision go with it."""
    feed = followed_feed(ctx, feed_id)
    ctx.trace(number=feed.id)
    feed.followed_at, feed.changed_at = None, ctx.now
    lines = (
        text("“{name}” is not followed any more.", name=feed.name),
        text("What you put into the letter or published stays."),
    )
    again = follow_web_feed.button(text("Follow again"), feed.id)
    return Replace(Card(None, lines, ((again, all_feeds_button()),)))


def followed_feed(ctx: Context, feed_id: int) -> WebFeed:
    """Return a feed that this community follows."""
    feed = feed_of(ctx, feed_id)
    if feed.followed_at is None:
        raise WebFeedGone
    return feed


def _feeds_card(ctx: Context) -> Card:
    followed = ctx.store[WebFeeds].followed(ctx.community.id)
    add = (ask_feed_address.button(text("Add a feed")),)
    if not followed:
        none = text(
            "No feed is followed. The news of a site can be proposed to you here, if it has a feed "
            "(RSS, Atom, JSON Feed)."
        )
        return Card(None, (none,), (add,))
    waiting = ctx.store[WebFeeds].counts(ctx.community.id)
    lines = tuple(
        text("– {name}: {state}", name=each.name, state=_state_text(each, waiting.get(each.id, 0)))
        for each in followed
    )
    rows = [(open_web_feed.button(each.name, each.id),) for each in followed]
    return Card(text("Feeds that are followed"), lines, (*rows, add))


def _feed_card(ctx: Context, feed: WebFeed) -> Card:
    waiting = ctx.store[WebFeeds].counts(ctx.community.id).get(feed.id, 0)
    see = show_feed_proposals.button(text("See what it proposes"), feed.id)
    reads: tuple[Button, ...] = (resume_feed.button(text("Resume"), feed.id),)
    if feed.paused_at is None:
        pause = pause_feed.button(text("Pause"), feed.id)
        reads = (read_now.button(text("Read now"), feed.id), pause)
    buttons: tuple[tuple[Button, ...], ...] = (
        *(((see,),) if waiting else ()),
        reads,
        (remove_feed.button(text("Stop following"), feed.id), all_feeds_button()),
    )
    lines = (Link(feed.url, feed.url), text("State: {state}.", state=_state_text(feed, waiting)))
    return Card(f"📰 {feed.name}", lines, buttons)


def _state_text(feed: WebFeed, waiting: int) -> Text:
    if feed.paused_at is not None:
        return text("paused since {since}", since=feed.paused_at)
    return idle_state(feed, failure_text(feed.failure), waiting) or ntext(
        "read {at}, {count} news item to decide",
        "read {at}, {count} news items to decide",
        waiting,
        at=feed.checked_at,
    )
