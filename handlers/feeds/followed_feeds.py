"""Web feeds: add, list, pause, read at once, stop following."""

from typing import Annotated

from bot.core import (
    Act,
    Answer,
    Button,
    Card,
    Context,
    JobContext,
    Line,
    Link,
    Replace,
    Router,
    Text,
    Where,
    asks,
    ntext,
    reads,
    text,
)
from bot.domain.feeds import FIRST_PROPOSED, Reading, read_feed_address
from bot.domain.rates import PROPOSALS
from bot.domain.refusals import Refusal
from bot.domain.roles import Role
from bot.references.feeds import (
    drop_web_feed,
    follow_web_feed,
    list_web_feeds,
    look_at_web_feed,
    open_web_feed,
    show_feed_proposals,
    web_feed_download,
)
from bot.vocabulary.outside_sources import failure_text, fetch_source, idle_state, site_name
from storage.feeds import WebFeed, WebFeeds

router = Router()

SEE_TO_THE_FEEDS = Act(
    text("{who} saw to the feeds that are followed"), text("see to the feeds that are followed")
)

FEED_FAILURES = {
    "too big": text("this feed is too large"),
    "no feed": text("there is no feed there: look on the site for “RSS” or “Atom”"),
    "unreadable": text("there is a feed there, but it is damaged"),
    "refused": text("the site does not give this feed"),
}
MOST_FEEDS = 20
SHORTEST_PAUSE_SECONDS = 60


class TooManyWebFeeds(Refusal):
    """{most} feeds are followed already. Stop following one to make room."""


class WebFeedKnown(Refusal):
    """This feed is followed already: {name}."""


class WebFeedGone(Refusal):
    """This feed is not followed any more. To follow it again, add its address."""


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
    theme="setup",
    label=text("Feeds"),
    limit=PROPOSALS,
    trace=SEE_TO_THE_FEEDS,
)
def feeds(ctx: Context, url: str = "") -> Answer:
    """Follow a web feed: its news are proposed to you, never published by themselves."""
    return look_at_address(ctx, read_feed_address(url)) if url else _feeds_card(ctx)


@router.button(list_web_feeds, who=Role.GARDENER, trace=SEE_TO_THE_FEEDS)
def show_feeds(ctx: Context) -> Replace:
    """Show the feeds that are followed."""
    return Replace(_feeds_card(ctx))


@router.button("webfeed_add", who=Role.GARDENER, trace=SEE_TO_THE_FEEDS)
def ask_feed_address(ctx: Context) -> Answer:
    """Ask for the address of a feed, in private."""
    return add_feed.ask_in_private(ctx)


@router.form("webfeed_new", who=Role.GARDENER, limit=PROPOSALS, trace=SEE_TO_THE_FEEDS)
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


@router.button(open_web_feed, who=Role.GARDENER, trace=SEE_TO_THE_FEEDS)
def show_feed(ctx: Context, feed_id: int) -> Replace:
    """Show one feed."""
    return Replace(_feed_card(ctx, followed_feed(ctx, feed_id)))


@router.button("webfeed_now", who=Role.GARDENER, limit=PROPOSALS, trace=SEE_TO_THE_FEEDS)
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


@router.button("webfeed_pause", who=Role.GARDENER, trace=SEE_TO_THE_FEEDS)
def pause_feed(ctx: Context, feed_id: int) -> Replace:
    """Pause a feed until it is resumed."""
    feed = followed_feed(ctx, feed_id)
    feed.paused_at = feed.paused_at or ctx.now
    ctx.trace(number=feed.id)
    return Replace(_feed_card(ctx, feed))


@router.button("webfeed_resume", who=Role.GARDENER, limit=PROPOSALS, trace=SEE_TO_THE_FEEDS)
def resume_feed(ctx: Context, feed_id: int) -> Replace:
    """Read a paused feed again."""
    feed = followed_feed(ctx, feed_id)
    if feed.paused_at is not None:
        feed.paused_at = feed.failed_since = feed.told_at = None
        fetch_feed(ctx, feed, ctx.member.id)
    ctx.trace(number=feed.id)
    return Replace(_feed_card(ctx, feed))


@router.button("webfeed_remove", who=Role.GARDENER, trace=SEE_TO_THE_FEEDS)
def remove_feed(ctx: Context, feed_id: int) -> Replace:
    """Stop following a feed; its undecided proposals are dropped."""
    feed = followed_feed(ctx, feed_id)
    ctx.trace(number=feed.id)
    feed.followed_at, feed.changed_at = None, ctx.now
    lines = (
        text("“{name}” is not followed any more.", name=feed.name),
        text("What you put into the letter or published stays."),
    )
    again = follow_web_feed.button(text("Follow again"), feed.id)
    return Replace(Card(None, lines, ((again, _all_feeds_button()),)))


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


@router.button(look_at_web_feed, who=Role.GARDENER, limit=PROPOSALS, trace=SEE_TO_THE_FEEDS)
def look_again(ctx: Context, feed_id: int) -> Replace:
    """Read a feed that is not followed yet, and show it."""
    feed = feed_of(ctx, feed_id)
    if feed.followed_at is not None:
        raise WebFeedKnown(name=feed.name)
    return Replace(_looking(ctx, feed))


@router.button(follow_web_feed, who=Role.GARDENER, limit=PROPOSALS, trace=SEE_TO_THE_FEEDS)
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
    return Replace(feed_notice(feed, done, _all_feeds_button()))


@router.button(drop_web_feed, who=Role.GARDENER, trace=SEE_TO_THE_FEEDS)
def drop_feed(ctx: Context, feed_id: int) -> Replace:
    """Leave a feed that was only looked at."""
    feed = feed_of(ctx, feed_id)
    if feed.followed_at is not None:
        raise WebFeedKnown(name=feed.name)
    done = text("“{name}” is not followed.", name=feed.name)
    return Replace(Card(None, (done,), ((_all_feeds_button(),),)))


def fetch_feed(ctx: JobContext, feed: WebFeed, asker: int | None = None) -> None:
    """Fetch a feed; the `asker`, a member, is told the result."""
    feed.asked_at = ctx.now
    fetch_source(ctx, web_feed_download, feed, asker, media_type="application/xml", base=feed.url)


def preview_card(ctx: JobContext, feed: WebFeed, reading: Reading) -> Card:
    """A feed that is not followed yet: its title, its newest items, and the choice."""
    newest = reading.items[:FIRST_PROPOSED]
    none = text("There is no news item in it yet.")
    plan = text(
        "Once followed, I read it every three hours by day. You decide about each news item."
    )
    items = [
        text("– {title}", title=each.title)
        if each.at is None
        else text("– {title} ({day})", title=each.title, day=each.at.astimezone(ctx.zone).date())
        for each in newest
    ]
    lines: list[Line] = [site_name(feed.url), "", *(items or [none]), "", plan]
    choice = (follow_web_feed.button(text("Follow"), feed.id), _drop_button(feed))
    return Card(f"📰 {feed.name}", tuple(lines), (choice,))


def page_card(feed: WebFeed) -> Card:
    """The feed that a web page names, to be looked at."""
    told = text("This is a web page. It names a feed:")
    look = look_at_web_feed.button(text("Look at this feed"), feed.id)
    return Card(None, (told, Link(feed.url, feed.url)), ((look, _drop_button(feed)),))


def unreadable_card(feed: WebFeed, failure: str) -> Card:
    again = look_at_web_feed.button(text("Try again"), feed.id)
    return Card(None, (unreadable_text(feed, failure),), ((again, _drop_button(feed)),))


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
    buttons = (
        *(((see,),) if waiting else ()),
        reads,
        (remove_feed.button(text("Stop following"), feed.id), _all_feeds_button()),
    )
    lines = (Link(feed.url, feed.url), text("State: {state}.", state=_state_text(feed, waiting)))
    return Card(f"📰 {feed.name}", lines, buttons)


def _state_text(feed: WebFeed, waiting: int) -> Text:
    if feed.paused_at is not None:
        return text("paused since {since}", since=feed.paused_at)
    why = failure_text(feed.failure, FEED_FAILURES)
    return idle_state(feed, why, waiting) or ntext(
        "read {at}, {count} news item to decide",
        "read {at}, {count} news items to decide",
        waiting,
        at=feed.checked_at,
    )


def followed_feed(ctx: Context, feed_id: int) -> WebFeed:
    feed = feed_of(ctx, feed_id)
    if feed.followed_at is None:
        raise WebFeedGone
    return feed


def feed_of(ctx: Context, feed_id: int) -> WebFeed:
    """Return a feed of this community, followed or not, locked until the commit."""
    feed = ctx.store[WebFeeds].get(feed_id)
    if feed is None or feed.community_id != ctx.community.id:
        raise WebFeedGone
    return feed


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


def unreadable_text(feed: WebFeed, failure: str) -> Text:
    why = failure_text(failure, FEED_FAILURES)
    return text("I cannot read “{name}”: {why}.", name=feed.name, why=why)


def feed_notice(feed: WebFeed, line: Text, *more: Button) -> Card:
    """A message about a feed, with the button that shows it."""
    return Card(None, (line,), ((open_web_feed.button(text("This feed"), feed.id), *more),))


def _all_feeds_button() -> Button:
    return list_web_feeds.button(text("All feeds"))


def _drop_button(feed: WebFeed) -> Button:
    return drop_web_feed.button(text("Cancel"), feed.id)


router.personal_data(
    "web_feeds",
    text("Web feeds that you added"),
    text(
        "Web feeds whose news are proposed in a community. They stay without you when you have "
        "your data erased."
    ),
    order=275,
    labels={
        "followed_at": text("followed since"),
        "paused_at": text("paused since"),
        "asked_at": text("last asked on"),
    },
)
