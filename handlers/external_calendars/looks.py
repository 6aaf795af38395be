"""What came of a look at a calendar of elsewhere: it is proposed, and whoever asked is told."""

from bot.core import Card, JobContext, Line, Outcome, Router, ntext, text
from bot.domain.external_calendars.events import pause, unpack
from bot.references.external_calendars import (
    feed_download,
    show_calendar_changes,
    show_calendar_proposals,
)
from handlers.external_calendars.gathering import Gathered, manage, take_in, why
from storage.external_calendars import FeedRow, Feeds
from storage.files import Files
from storage.members import Members

router = Router()


@router.download(feed_download)
def take_feed_in(ctx: JobContext, outcome: Outcome) -> None:
    """Propose what is new, and tell whoever asked."""
    number, _, asker = outcome.key.partition(":")
    content = None if outcome.file_id is None else ctx.store[Files].read(outcome.file_id)
    if outcome.file_id is not None:
        ctx.store[Files].drop(outcome.file_id)
    feed = ctx.store[Feeds].get(int(number))
    if feed is None:
        return None
    if content is None and outcome.failure != "unchanged":
        _failed(ctx, feed, outcome.failure)
        said = text("“{name}” cannot be read: {why}.", name=feed.name, why=why(feed.failure))
        return _tell(ctx, asker, Card(None, (said,), ((manage(feed),),)))
    _succeeded(ctx, feed)
    if content is None:
        said = text("“{name}” has nothing new.", name=feed.name)
        return _tell(ctx, asker, Card(None, (said,), ((manage(feed),),)))
    read = unpack(content)
    feed.name = read.name or feed.name
    gathered = take_in(ctx, feed, read)
    # What is later has to be fetched again, though nothing changed there.
    feed.etag, feed.modified = ("", "") if gathered.later else (read.etag, read.modified)
    if gathered.changed:
        _tell_changed(ctx, feed, gathered.changed)
    return _tell(ctx, asker, _told(feed, gathered, read.broken))


def _failed(ctx: JobContext, feed: FeedRow, failure: str) -> None:
    feed.failures += 1
    feed.failure, feed.failed_since = failure, feed.failed_since or ctx.now
    feed.next_at = ctx.now + pause(feed.id, feed.failures)


def _succeeded(ctx: JobContext, feed: FeedRow) -> None:
    feed.checked_at, feed.told_at = ctx.now, None
    feed.failures, feed.failure, feed.failed_since = 0, "", None


def _told(feed: FeedRow, gathered: Gathered, broken: int) -> Card:
    """What there is in a calendar, for whoever asked to look at it."""
    lines: list[Line] = [
        ntext(
            "“{name}”: {count} event to come.",
            "“{name}”: {count} events to come.",
            gathered.coming,
            name=feed.name,
        )
    ]
    if gathered.new:
        lines.append(ntext("{count} is new here.", "{count} are new here.", gathered.new))
    else:
        lines.append(text("None of them is new here."))
    if gathered.later:
        lines.append(
            ntext(
                "{count} more is proposed once you have decided about these.",
                "{count} more are proposed once you have decided about these.",
                gathered.later,
            )
        )
    if broken:
        lines.append(ntext("{count} cannot be read.", "{count} cannot be read.", broken))
    see = (
        [(show_calendar_proposals.button(text("See what it proposes"), feed.id),)]
        if gathered.new
        else []
    )
    return Card(None, tuple(lines), (*see, (manage(feed),)))


def _tell_changed(ctx: JobContext, feed: FeedRow, count: int) -> None:
    said = ntext(
        "“{name}” says something else about {count} event that is announced here.",
        "“{name}” says something else about {count} events that are announced here.",
        count,
        name=feed.name,
    )
    see = show_calendar_changes.button(text("See what changed"))
    ctx.tell_gardeners(Card(None, (said,), ((see,),)))


def _tell(ctx: JobContext, asker: str, card: Card) -> None:
    member = ctx.store[Members].get(int(asker)) if asker else None
    if member is not None:
        ctx.tell(member, card)
