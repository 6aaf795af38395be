"""Fetch external calendars, propose their events, and report the result to the gardeners.

An announced event is never changed from here: a gardener decides about each change.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.core import Buttons, Card, JobContext, Outcome, Router, Text, ntext, text
from bot.domain import communities
from bot.domain.events.rules import EventState, kind_of
from bot.domain.external_calendars.events import (
    MOST_BYTES,
    SHOWN,
    CalendarEvent,
    ParsedCalendar,
    changes,
    pack_event,
    unpack_calendar,
)
from bot.domain.external_calendars.packed_events import read_packed
from bot.references.external_calendars import (
    calendar_download,
    open_external_calendar,
    show_calendar_changes,
    show_calendar_proposals,
)
from bot.vocabulary.outside_sources import failure_text, fetch_source, fetched_source
from bot.vocabulary.places import commune_at_end
from handlers.events import change_event
from storage.events import Event, Events
from storage.external_calendars import EntryRow, ExternalCalendar, ExternalCalendars

router = Router()

BATCH = 200
"""Calendars fetched within one hour."""

PATIENCE = timedelta(days=3)
"""Time for which a calendar may fail before the gardeners are told."""

MOST_NEW = 30
"""Events of a calendar that may wait for a decision; others come later."""

SHORTEST_PAUSE = timedelta(minutes=1)

CALENDAR_FAILURES = {
    "too big": text("this calendar is too large"),
    "no calendar": text(
        "this is not a calendar: look on the site for “iCal”, “ICS” or “subscribe”"
    ),
    "unreadable": text("there is a calendar, but none of its events can be read"),
    "refused": text("the site does not give this calendar"),
}


@dataclass(slots=True)
class ImportResult:
    """Numbers of events of an import."""

    coming: int = 0
    """Events to come."""
    new: int = 0
    """New events, which are proposed."""
    later: int = 0
    """Events that are proposed later."""
    changed: int = 0
    """Announced events that differ."""


def fetch_due_calendars(ctx: JobContext) -> None:
    """Fetch the calendars that are due; report once those that have failed for days."""
    for calendar in ctx.store[ExternalCalendars].due(ctx.now, BATCH):
        fetch_calendar(ctx.within(calendar.community_id), calendar)
    for calendar in ctx.store[ExternalCalendars].failing(ctx.now - PATIENCE):
        calendar.told_at = ctx.now
        _report(ctx.within(calendar.community_id), calendar)


def _report(ctx: JobContext, calendar: ExternalCalendar) -> None:
    report = text(
        "I have not been able to read the calendar “{name}” for three days: {why}. I will keep "
        "trying every two days.",
        name=calendar.name,
        why=failure_text(calendar.failure, CALENDAR_FAILURES),
    )
    ctx.tell_gardeners(_notice(calendar, report))


def fetch_calendar(ctx: JobContext, calendar: ExternalCalendar, asker: int | None = None) -> None:
    """Fetch a calendar; the `asker`, a member, is told the result."""
    zone = ctx.community.timezone
    fetch_source(ctx, calendar_download, calendar, asker, media_type="text/calendar", zone=zone)


def is_fetched_lately(calendar: ExternalCalendar, now: datetime) -> bool:
    return calendar.next_at - calendar.pause > now - SHORTEST_PAUSE


@router.download(calendar_download, read=read_packed, most=MOST_BYTES)
def handle_fetched_calendar(ctx: JobContext, outcome: Outcome) -> None:
    """Propose new events, and tell the asker."""
    number, asker, content = fetched_source(ctx, outcome)
    calendar = ctx.store[ExternalCalendars].get(number)
    if calendar is None:
        return
    result = _take_in(ctx, calendar, content, outcome.failure)
    if asker is not None:
        ctx.tell(asker, result)


def _take_in(
    ctx: JobContext, calendar: ExternalCalendar, content: bytes | None, failure: str
) -> Card:
    """Take in the new content of a calendar, if there is one; returns the asker's answer."""
    if content is None and failure != "unchanged":
        calendar.note_failure(failure, ctx.now)
        why = failure_text(failure, CALENDAR_FAILURES)
        return _notice(
            calendar, text("I cannot read “{name}”: {why}.", name=calendar.name, why=why)
        )
    calendar.note_success(ctx.now)
    if content is None:
        return _notice(calendar, text("“{name}” has nothing new.", name=calendar.name))
    read = unpack_calendar(content)
    calendar.name = read.name or calendar.name
    gathered = import_events(ctx, calendar, read)
    # Later events must be fetched again, even without a change there.
    calendar.etag, calendar.modified = ("", "") if gathered.later else (read.etag, read.modified)
    if gathered.changed:
        _tell_changed(ctx, calendar, gathered.changed)
    return _result_card(calendar, gathered, read.broken)


def _tell_changed(ctx: JobContext, calendar: ExternalCalendar, count: int) -> None:
    notice = ntext(
        "“{name}” has changed {count} event that is announced here.",
        "“{name}” has changed {count} events that are announced here.",
        count,
        name=calendar.name,
    )
    see = show_calendar_changes.button(text("See what changed"))
    ctx.tell_gardeners(Card(None, (notice,), ((see,),)))


def _result_card(calendar: ExternalCalendar, gathered: ImportResult, broken: int) -> Card:
    lines = [
        ntext(
            "“{name}”: {count} upcoming event.",
            "“{name}”: {count} upcoming events.",
            gathered.coming,
            name=calendar.name,
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
    if not gathered.new:
        return _notice(calendar, *lines)
    see = show_calendar_proposals.button(text("See what it proposes"), calendar.id)
    return _notice(calendar, *lines, first=((see,),))


def import_events(
    ctx: JobContext, calendar: ExternalCalendar, read: ParsedCalendar
) -> ImportResult:
    """Propose new events of a calendar, and follow its changes."""
    entries = ctx.store[ExternalCalendars].entries(
        calendar.community_id, [each.key for each in read.found]
    )
    known_ids = [each.event_id for each in entries.values()]
    events = {each.id: each for each in ctx.store[Events].these(known_ids)}
    waiting = ctx.store[ExternalCalendars].unanswered(calendar.id, ctx.now)
    room, gathered = MOST_NEW - len(waiting), ImportResult(coming=len(read.found))
    for found in read.found:
        entry = entries.get(found.key)
        if entry is not None:
            gathered.changed += _follow_changes(ctx, calendar, entry, events[entry.event_id], found)
        elif not found.cancelled and gathered.new < room:
            gathered.new += _propose_event(ctx, calendar, found)
        elif not found.cancelled:
            gathered.later += 1
    return gathered


def _propose_event(ctx: JobContext, calendar: ExternalCalendar, found: CalendarEvent) -> bool:
    """Propose an event to the gardeners, unless it came from this bot."""
    uid = f"{found.uid}/{found.recurrence}" if found.recurrence else found.uid
    known_event = ctx.store[Events].with_uid(calendar.community_id, uid)
    if known_event is None:
        new = Event(
            **_event_values(ctx, found),
            kind=kind_of(found.title),
            state=EventState.PROPOSED,
            uid=uid,
            source_url=found.url or calendar.url,
        )
        event = ctx.store[Events].add(calendar.community_id, None, new, ctx.now)
    elif known_event.state == EventState.WITHDRAWN and known_event.source_url:
        again = ctx.store[Events].become(known_event, EventState.PROPOSED, ctx.now)
        event = change_event(ctx, again or known_event, **_event_values(ctx, found))
    else:
        return False
    ctx.store[ExternalCalendars].keep(calendar, found.key, event.id, pack_event(found))
    return True


def _event_values(ctx: JobContext, found: CalendarEvent) -> dict[str, Any]:
    """The columns of an event as its calendar has them."""
    values = {name: getattr(found, name) for name in (*SHOWN, "zone")}
    return {**values, "commune": _commune_code(ctx, found.place)}


def _commune_code(ctx: JobContext, place: str) -> str | None:
    near = communities.department_codes(ctx.community.territories or ())
    commune = commune_at_end(place.removesuffix(")").removesuffix(", France"), near)
    return None if commune is None else commune.code


def _follow_changes(
    ctx: JobContext, calendar: ExternalCalendar, entry: EntryRow, event: Event, found: CalendarEvent
) -> bool:
    """Note a change in a calendar; True if a gardener has to decide about it."""
    if entry.declined:
        return False
    # The first of several calendars that have the event leads.
    if entry.feed_id != calendar.id and ctx.store[ExternalCalendars].get(entry.feed_id) is None:
        entry.feed_id = calendar.id
    if entry.feed_id != calendar.id:
        return False
    last = entry.newer or entry.decided
    entry.starts_at = found.starts_at
    if found.fingerprint == last.fingerprint:
        return False
    match event.state:
        case EventState.PUBLISHED:
            is_decided = found.fingerprint == entry.decided.fingerprint
            entry.pending = None if is_decided else pack_event(found)
            return entry.pending is not None
        case EventState.PROPOSED if found.cancelled:
            ctx.store[ExternalCalendars].withdraw([event.id], ctx.now)
        case EventState.PROPOSED:
            take_over_changes(ctx, entry, event, found)
        case _:
            entry.known = pack_event(found)
    return False


def take_over_changes(
    ctx: JobContext, entry: EntryRow, event: Event, found: CalendarEvent
) -> Event:
    """Change an event like its calendar; changes made here by hand stay."""
    values = changes(entry.decided, found)
    if "place" in values:
        values["commune"] = _commune_code(ctx, found.place)
    if "starts_at" in values:
        is_late = event.deadline is not None and event.deadline > found.starts_at
        values["deadline"] = None if is_late else event.deadline
    entry.known, entry.pending = pack_event(found), None
    return change_event(ctx, event, **values)


def _notice(calendar: ExternalCalendar, *lines: Text, first: Buttons = ()) -> Card:
    """A message about a calendar, with the button that shows it below the `first` ones."""
    show = open_external_calendar.button(text("This calendar"), calendar.id)
    return Card(None, lines, (*first, (show,)))
