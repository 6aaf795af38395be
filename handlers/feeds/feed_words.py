"""Words about feeds that several files use, and the request for a feed."""

from collections.abc import Mapping

from bot.core import Button, JobContext, Text, text
from bot.references.feeds import list_web_feeds, open_web_feed, web_feed_download
from bot.vocabulary.outside_sources import SITE_FAILURES
from storage.feeds import WebFeed

FAILURE_TEXTS: Mapping[str, Text] = {
    **SITE_FAILURES,
    "too big": text("this feed is too large"),
    "no feed": text("there is no feed there: look on the site for “RSS” or “Atom”"),
    "unreadable": text("there is a feed there, but it is damaged"),
}
REFUSED_TEXT = text("the site does not give this feed")


def failure_text(failure: str) -> Text:
    """The reason why a feed cannot be read."""
    return FAILURE_TEXTS.get(failure, REFUSED_TEXT)


def feed_button(feed: WebFeed) -> Button:
    """The button that shows a feed."""
    return open_web_feed.button(text("This feed"), feed.id)


def all_feeds_button() -> Button:
    """The button that shows all feeds."""
    return list_web_feeds.button(text("All feeds"))


def fetch_feed(ctx: JobContext, feed: WebFeed, asker: int | None = None) -> None:
    """Fetch a feed; the `asker`, a member, is told the result."""
    feed.asked_at = ctx.now
    feed.plan_next(ctx.now)
    web_feed_download.fetch(
        ctx,
        feed.url,
        key=f"{feed.id}:{asker or ''}",
        media_type="application/xml",
        base=feed.url,
        etag=feed.etag,
        modified=feed.modified,
    )
