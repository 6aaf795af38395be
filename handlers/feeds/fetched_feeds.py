"""Results of fetching a feed: proposals for the gardeners, or an answer for the asker."""

from bot.core import Card, JobContext, Outcome, Router, text
from bot.domain.feeds import MOST_BYTES, Reading, read_packed, unpack
from bot.references.feeds import web_feed_download
from handlers.feeds.feed_words import failure_text, feed_button
from handlers.feeds.new_feeds import page_card, preview_card, unreadable_card
from handlers.feeds.proposals import proposals_card
from handlers.feeds.readings import propose_waiting, remember_items
from storage.feeds import WebFeed, WebFeeds
from storage.files import Files
from storage.members import Members

router = Router()


@router.download(web_feed_download, read=read_packed, most=MOST_BYTES)
def handle_fetched_feed(ctx: JobContext, outcome: Outcome) -> None:
    """Propose what is new, or show the asker a feed that is not followed yet."""
    number, _, asker = outcome.key.partition(":")
    content = None if outcome.file_id is None else ctx.store[Files].read(outcome.file_id)
    if outcome.file_id is not None:
        ctx.store[Files].drop(outcome.file_id)
    reading = None if content is None else unpack(content)
    feed = ctx.store[WebFeeds].get(int(number))
    if feed is None:
        return
    told = (
        _look(ctx, feed, reading, outcome.failure)
        if feed.followed_at is None
        else _follow(ctx, feed, reading, outcome.failure)
    )
    member = ctx.store[Members].get(int(asker)) if asker else None
    if member is not None and told is not None:
        ctx.tell_in_person(member, told)


def _look(ctx: JobContext, feed: WebFeed, reading: Reading | None, failure: str) -> Card:
    """The preview of a feed that is not followed yet."""
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
        return Card(None, (known,), ((feed_button(other),),))
    return page_card(other or feed)


def _follow(ctx: JobContext, feed: WebFeed, reading: Reading | None, failure: str) -> Card | None:
    """Note what came of reading a feed; returns what the asker is told."""
    if reading is not None and reading.elsewhere:
        reading, failure = None, "no feed"
    if reading is None and failure != "unchanged":
        feed.note_failure(failure, ctx.now)
        why = text("I cannot read “{name}”: {why}.", name=feed.name, why=failure_text(failure))
        return Card(None, (why,), ((feed_button(feed),),))
    if reading is not None:
        feed.name = reading.name or feed.name
        remember_items(ctx, feed, reading)
        feed.etag, feed.modified = reading.etag, reading.modified
    feed.note_success(ctx.now)
    if feed.paused_at is None and (proposed := propose_waiting(ctx, feed)):
        ctx.tell_gardeners(proposals_card(ctx, feed, proposed))
        return None
    nothing = text("“{name}” has nothing new.", name=feed.name)
    return Card(None, (nothing,), ((feed_button(feed),),))
