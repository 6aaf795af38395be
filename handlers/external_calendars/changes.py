"""Changes of external calendars to events that are announced here: taken over or left."""

from datetime import datetime

from bot.core import (
    Answer,
    Button,
    Card,
    Context,
    Line,
    Replace,
    Router,
    Text,
    Todo,
    text,
    together,
)
from bot.domain.dates.spans import Span
from bot.domain.external_calendars.events import FeedEvent, changes
from bot.domain.refusals import Refusal
from bot.domain.roles import Role
from bot.references.events import ask_cancel_reason
from bot.references.external_calendars import calendar_change_thing, show_calendar_changes
from handlers.events import event_title, titled_card
from handlers.external_calendars import acts
from handlers.external_calendars.feed_import import take_over_changes
from storage.events import Event, Events
from storage.external_calendars import EntryRow, Feeds

router = Router()


class NothingChanged(Refusal):
    """There is nothing left to decide here: the calendar and the event say the same."""


@router.todo
def changed_events(ctx: Context) -> list[Todo]:
    """Announced events that differ from their calendar."""
    entries = ctx.store[Feeds].changed(ctx.community.id, ctx.now)
    events = {each.id: each for each in ctx.store[Events].these([e.event_id for e in entries])}
    return [
        Todo(
            text("Changed in its calendar: {event}", event=event_title(events[each.event_id])),
            (show_change.button(text("See what changed"), each.id),),
            events[each.event_id].starts_at,
        )
        for each in entries
    ]


@router.button(
    show_calendar_changes, who=Role.GARDENER, trace=acts.DECIDE_ABOUT_WHAT_A_CALENDAR_CHANGED
)
def show_first_change(ctx: Context) -> Card:
    """Show the first changed event."""
    entries = ctx.store[Feeds].changed(ctx.community.id, ctx.now)
    if not entries:
        raise NothingChanged
    return _change_card(ctx, entries[0], len(entries))


@router.button("feed_change", who=Role.GARDENER, trace=acts.DECIDE_ABOUT_WHAT_A_CALENDAR_CHANGED)
def show_change(ctx: Context, entry_id: int) -> Card:
    """Show the fields that a calendar changed."""
    return _change_card(ctx, _changed_entry(ctx, entry_id))


@router.revised(calendar_change_thing)
def show_change_again(ctx: Context, entry_id: int) -> Card:
    """Show the present version of a calendar's event, to a gardener who decided on an older one."""
    return show_change(ctx, entry_id)


@router.button(
    "feed_take",
    of=calendar_change_thing,
    who=Role.GARDENER,
    trace=acts.DECIDE_ABOUT_WHAT_A_CALENDAR_CHANGED,
)
def take_change(ctx: Context, entry_id: int) -> Answer:
    """Take over the change."""
    entry = _changed_entry(ctx, entry_id)
    newer = entry.newer
    if newer is None or newer.cancelled:
        return Replace(_change_card(ctx, entry))
    event = take_over_changes(ctx, entry, ctx.store[Events].get(entry.event_id), newer)
    ctx.trace(number=event.number)
    return _done_and_next(ctx, text("{event} now matches its calendar.", event=event_title(event)))


@router.button(
    "feed_leave",
    of=calendar_change_thing,
    who=Role.GARDENER,
    trace=acts.DECIDE_ABOUT_WHAT_A_CALENDAR_CHANGED,
)
def leave_change(ctx: Context, entry_id: int) -> Answer:
    """Leave the event as it is."""
    entry = _changed_entry(ctx, entry_id)
    entry.known, entry.pending = entry.pending or entry.known, None
    event = ctx.store[Events].get(entry.event_id)
    return _done_and_next(ctx, text("{event} stays as it is.", event=event_title(event)))


def _done_and_next(ctx: Context, done: Text) -> Replace:
    entries = ctx.store[Feeds].changed(ctx.community.id, ctx.now)
    if not entries:
        return Replace(Card(None, (done,)))
    return Replace(together(done, _change_card(ctx, entries[0], len(entries))))


def _changed_entry(ctx: Context, entry_id: int) -> EntryRow:
    entry = ctx.store[Feeds].entry(ctx.community.id, entry_id)
    waiting = ctx.store[Feeds].changed(ctx.community.id, ctx.now)
    if entry is None or entry.id not in [each.id for each in waiting]:
        raise NothingChanged
    return entry


def _change_card(ctx: Context, entry: EntryRow, count: int = 1) -> Card:
    """The change, and the possible decisions."""
    event, newer = ctx.store[Events].get(entry.event_id), entry.newer or entry.decided
    feed = ctx.store[Feeds].known(ctx.community.id, entry.feed_id)
    name = "" if feed is None else feed.name
    leave = leave_change.button(text("Leave it as it is"), entry.id)
    if newer.cancelled:
        lines: list[Line] = [text("“{name}” says that it is cancelled.", name=name)]
        take: Button = ask_cancel_reason.button(text("Cancel it here too"), event.id)
    else:
        lines = [
            text("“{name}” now says:", name=name),
            *_difference_lines(event, entry, newer),
        ]
        take = take_change.button(text("Apply these changes"), entry.id)
    if count > 1:
        lines.append(text("{count} events changed; this is the first.", count=count))
    return titled_card(event, tuple(lines), ((take,), (leave,)))


def _difference_lines(event: Event, entry: EntryRow, newer: FeedEvent) -> list[Line]:
    """Each changed field: the value here and the new one."""
    changed = changes(entry.decided, newer)
    lines: list[Line] = []
    if "title" in changed:
        lines.append(_difference_line(text("Title"), event.title, newer.title))
    if {"starts_at", "ends_at"} & changed.keys():
        now = _span(event.starts_at, event.ends_at, event)
        lines.append(
            _difference_line(text("Date"), now, _span(newer.starts_at, newer.ends_at, event))
        )
    if "place" in changed:
        lines.append(_difference_line(text("Place"), event.place, newer.place))
    if "link" in changed:
        lines.append(_difference_line(text("Online"), event.link, newer.link))
    if "description" in changed:
        lines.append(text("The description has changed."))
    return lines


def _span(starts_at: datetime, ends_at: datetime | None, event: Event) -> Span:
    """From when until when, in the time zone of the event."""
    end = None if ends_at is None else ends_at.astimezone(event.tz)
    return Span(starts_at.astimezone(event.tz), end)


def _difference_line(part: Text, before: object, after: object) -> Text:
    unsaid = text("nothing")
    return text(
        "{part}: {before} → {after}", part=part, before=before or unsaid, after=after or unsaid
    )
