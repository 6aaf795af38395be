"""Results of fetching an external calendar: proposals, and a message to the asker."""

from bot.core import Card, JobContext, Line, Outcome, Router, ntext, text
from bot.domain.external_calendars.events import MOST_BYTES, unpack
from bot.domain.external_calendars.packed_events import read_packed
from bot.references.external_calendars import (
    feed_download,
    show_calendar_changes,
    show_calendar_proposals,
)
from handlers.external_calendars.feed_import import (
    ImportResult,
    calendar_button,
    failure_text,
    import_events,
)
from storage.external_calendars import FeedRow, Feeds
from storage.files import Files
from storage.members import Members

router = Router()


@router.download(feed_download, read=read_packed, most=MOST_BYTES)
def handle_fetched_calendar(ctx: JobContext, outcome: Outcome) -> None:
    """Propose new events, and tell the asker."""
    number, _, asker = outcome.key.partition(":")
    content = None if outcome.file_id is None else ctx.store[Files].read(outcome.file_id)
    if outcome.file_id is not None:
        ctx.store[Files].drop(outcome.file_id)
    feed = ctx.store[Feeds].get(int(number))
    if feed is None:
        return None
    if content is None and outcome.failure != "unchanged":
        feed.note_failure(outcome.failure, ctx.now)
        failure = text(
            "I cannot read “{name}”: {why}.", name=feed.name, why=failure_text(feed.failure)
        )
        return _tell_asker(ctx, asker, Card(None, (failure,), ((calendar_button(feed),),)))
    feed.note_success(ctx.now)
    if content is None:
        nothing = text("“{name}” has nothing new.", name=feed.name)
        return _tell_asker(ctx, asker, Card(None, (nothing,), ((calendar_button(feed),),)))
    read = unpack(content)
    feed.name = read.name or feed.name
    gathered = import_events(ctx, feed, read)
    # Later events must be fetched again, even without a change there.
    feed.etag, feed.modified = ("", "") if gathered.later else (read.etag, read.modified)
    if gathered.changed:
        _tell_changed(ctx, feed, gathered.changed)
    return _tell_asker(ctx, asker, _result_card(feed, gathered, read.broken))


def _result_card(feed: FeedRow, gathered: ImportResult, broken: int) -> Card:
    """The result of an import, for the asker."""
    lines: list[Line] = [
        ntext(
            "“{name}”: {count} upcoming event.",
            "“{name}”: {count} upcoming events.",
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
                "{count} more will be proposed once you have decided about these.",
                "{count} more will be proposed once you have decided about these.",
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
    return Card(None, tuple(lines), (*see, (calendar_button(feed),)))


def _tell_changed(ctx: JobContext, feed: FeedRow, count: int) -> None:
    notice = ntext(
        "“{name}” has changed {count} event that is announced here.",
        "“{name}” has changed {count} events that are announced here.",
        count,
        name=feed.name,
    )
    see = show_calendar_changes.button(text("See what changed"))
    ctx.tell_gardeners(Card(None, (notice,), ((see,),)))


def _tell_asker(ctx: JobContext, asker: str, card: Card) -> None:
    member = ctx.store[Members].get(int(asker)) if asker else None
    if member is not None:
        ctx.tell(member, card)
