"""Proposals of external calendars: new events and changes, each taken over or put aside."""

from dataclasses import replace
from datetime import datetime

from bot.core import (
    MOST_WAITING,
    Act,
    Answer,
    Button,
    Card,
    Context,
    Line,
    Link,
    Replace,
    Router,
    Text,
    Todo,
    ntext,
    text,
    todos,
    together,
)
from bot.domain.dates.spans import Span
from bot.domain.events.rules import EventState
from bot.domain.external_calendars.events import CalendarEvent, changes
from bot.domain.refusals import Refusal
from bot.domain.roles import Role
from bot.references.events import (
    ask_cancel_reason,
    calendar_proposals,
    edit_event,
    event_thing,
    publish_event,
)
from bot.references.external_calendars import (
    calendar_change_thing,
    open_external_calendar,
    show_calendar_changes,
    show_calendar_proposals,
)
from bot.references.seats import Open, OpenThing, handover
from bot.vocabulary.lists import event_choice
from bot.vocabulary.outside_sources import failure_text, site_name
from handlers.events import event_details, event_title, titled_card
from handlers.external_calendars.calendar_import import CALENDAR_FAILURES, take_over_changes
from storage.events import Event, Events
from storage.external_calendars import EntryRow, ExternalCalendar, ExternalCalendars

router = Router()

LOOK_THROUGH_EVENTS_THAT_A_CALENDAR_PROPOSES = Act(
    text("{who} looked through the events proposed by an external calendar"),
    text("look through the events proposed by an external calendar"),
)
DECIDE_ABOUT_AN_EVENT_THAT_A_CALENDAR_PROPOSES = Act(
    text("{who} decided about an event proposed by an external calendar"),
    text("decide about an event proposed by an external calendar"),
)
DECIDE_ABOUT_WHAT_A_CALENDAR_CHANGED = Act(
    text("{who} decided about a change in an external calendar"),
    text("decide about a change in an external calendar"),
)


class NothingProposed(Refusal):
    """This calendar has nothing more to propose."""


class DecidedAlready(Refusal):
    """Someone has already decided about event {number}."""


class NothingChanged(Refusal):
    """There is nothing left to decide here: the calendar and the event say the same."""


@router.contribution(handover)
def watched_calendars(ctx: Context) -> list[OpenThing]:
    """The calendars of others that the community watches, without their addresses."""
    if not ctx.seats():
        return []
    return [
        OpenThing(Open.HABITS, text("Calendar “{name}”: its events are proposed", name=each.name))
        for each in ctx.store[ExternalCalendars].watched(ctx.community.id)
    ]


@router.contribution(todos)
def calendars_with_proposals(ctx: Context) -> list[Todo]:
    """Calendars with proposals."""
    waiting = ctx.store[ExternalCalendars].counts(ctx.community.id, ctx.now)
    if not waiting:
        return []
    calendars = ctx.store[ExternalCalendars].watched(ctx.community.id)
    return [
        _waiting_events(ctx, each, waiting[each.id]) for each in calendars if each.id in waiting
    ]


@router.contribution(todos)
def unreadable_calendars(ctx: Context) -> list[Todo]:
    """Calendars that could not be read for a day."""
    return [
        Todo(
            text(
                "The calendar “{name}” has not been readable since {day}: {why}.",
                name=each.name,
                day=since.astimezone(ctx.zone).date(),
                why=failure_text(each.failure, CALENDAR_FAILURES),
            ),
            (
                open_external_calendar.button(
                    text("See the calendar “{name}”", name=each.name), each.id
                ),
            ),
        )
        for each in ctx.store[ExternalCalendars].watched(ctx.community.id)
        if (since := each.broken_since(ctx.now)) is not None
    ]


def _waiting_events(ctx: Context, calendar: ExternalCalendar, count: int) -> Todo:
    """The proposals of one calendar, by the date of the next event."""
    proposes = ntext(
        "“{name}” proposes {count} event",
        "“{name}” proposes {count} events",
        count,
        name=calendar.name,
    )
    see = text("See what “{name}” proposes", name=calendar.name)
    next_at = ctx.store[ExternalCalendars].unanswered(calendar.id, ctx.now)[0][1]
    return Todo(proposes, (show_calendar_proposals.button(see, calendar.id),), next_at)


@router.button(
    show_calendar_proposals,
    who=Role.GARDENER,
    trace=LOOK_THROUGH_EVENTS_THAT_A_CALENDAR_PROPOSES,
)
def show_first(ctx: Context, feed_id: int) -> Card:
    """Show the next event that a calendar proposes."""
    card = _next_proposal(ctx, feed_id)
    if card is None:
        raise NothingProposed
    return card


@router.button("feed_after", who=Role.GARDENER, trace=LOOK_THROUGH_EVENTS_THAT_A_CALENDAR_PROPOSES)
def show_after(ctx: Context, feed_id: int, event_id: int) -> Replace:
    """Leave a proposal for later, and show the next one."""
    card = _next_proposal(ctx, feed_id, after=event_id)
    if card is None:
        raise NothingProposed
    return Replace(card)


@router.button(
    "feed_announce",
    of=event_thing,
    deliberate=True,
    who=Role.GARDENER,
    trace=DECIDE_ABOUT_AN_EVENT_THAT_A_CALENDAR_PROPOSES,
)
def announce_proposal(ctx: Context, event_id: int) -> Replace:
    """Announce a proposed event, and show the next one."""
    entry, event = _undecided_proposal(ctx, event_id)
    publish_event.run(ctx, event.id)
    done = text("Event {number} is announced: everyone can see it now.", number=event.number)
    return _done_and_next(ctx, entry, done)


@router.button(
    "feed_decline",
    of=event_thing,
    who=Role.GARDENER,
    trace=DECIDE_ABOUT_AN_EVENT_THAT_A_CALENDAR_PROPOSES,
)
def decline_proposal(ctx: Context, event_id: int) -> Replace:
    """Put an event aside: it is not proposed again."""
    entry, event = _undecided_proposal(ctx, event_id)
    ctx.trace(number=event.number)
    ctx.store[Events].become(event, EventState.WITHDRAWN, ctx.now)
    entry.declined = True
    done = text("Event {number}, “{title}”, is rejected.", number=event.number, title=event.title)
    back = take_proposal_back.button(text("Restore event {number}", number=event.number), event.id)
    return _done_and_next(ctx, entry, done, back)


@router.button(
    "feed_retake", who=Role.GARDENER, trace=DECIDE_ABOUT_AN_EVENT_THAT_A_CALENDAR_PROPOSES
)
def take_proposal_back(ctx: Context, event_id: int) -> Answer:
    """Propose again an event that was put aside."""
    event = ctx.store[Events].find(ctx.community.id, event_id)
    entry = None if event is None else ctx.store[ExternalCalendars].of_event(event.id)
    if event is None or entry is None or event.starts_at <= ctx.now:
        raise NothingProposed
    if entry.declined and event.state == EventState.WITHDRAWN:
        entry.declined = False
        event = ctx.store[Events].become(event, EventState.PROPOSED, ctx.now) or event
    if event.state != EventState.PROPOSED:
        raise DecidedAlready(number=event.number)
    return Replace(_proposal_card(ctx, entry, event))


@router.contribution(calendar_proposals)
def show_proposal_again(ctx: Context, event: Event) -> Card | None:
    """The card of an event that a calendar proposes, as it is now."""
    entry = ctx.store[ExternalCalendars].of_event(event.id)
    return None if entry is None else _proposal_card(ctx, entry, event)


def _done_and_next(ctx: Context, entry: EntryRow, done: Text, *more: Button) -> Replace:
    """Confirm, above the next proposal of the same calendar."""
    following = _next_proposal(ctx, entry.feed_id)
    if following is None:
        last = text("That was the last one.")
        return Replace(Card(None, (done, last), (more,) if more else ()))
    both = together(done, following)
    return Replace(replace(both, buttons=(*both.buttons, more)) if more else both)


def _next_proposal(ctx: Context, feed_id: int, after: int = 0) -> Card | None:
    """The next waiting proposal; after the last one, the first again."""
    calendar = ctx.store[ExternalCalendars].get(feed_id)
    if calendar is None or calendar.community_id != ctx.community.id:
        return None
    waiting = [
        event_id for event_id, _ in ctx.store[ExternalCalendars].unanswered(feed_id, ctx.now)
    ]
    if not waiting:
        return None
    at = waiting.index(after) + 1 if after in waiting else 0
    event = ctx.store[Events].get(waiting[at % len(waiting)])
    entry = ctx.store[ExternalCalendars].of_event(event.id)
    return None if entry is None else _proposal_card(ctx, entry, event, len(waiting))


def _proposal_card(ctx: Context, entry: EntryRow, event: Event, count: int = 1) -> Card:
    proposer = text("Proposed by {name}", name=_calendar_name(ctx, entry))
    lines: list[Line] = [proposer, *event_details(event)]
    if entry.decided.whole_day:
        lines.append(text("The calendar gives no time: the event lasts all day."))
    source = text("On {site}: {url}", site=site_name(event.source_url), url=event.source_url)
    lines.append(Link(source, event.source_url))
    announce = announce_proposal.button(text("Announce"), event.id)
    decline = decline_proposal.button(text("Reject"), event.id)
    rows: list[tuple[Button, ...]] = [
        (announce, decline),
        (edit_event.button(text("Change"), event.id),),
    ]
    if count > 1:
        label = ntext("Later ({count} other)", "Later ({count} others)", count - 1)
        rows.append((show_after.button(label, entry.feed_id, event.id),))
    return titled_card(event, tuple(lines), tuple(rows))


def _calendar_name(ctx: Context, entry: EntryRow) -> str:
    calendar = ctx.store[ExternalCalendars].known(ctx.community.id, entry.feed_id)
    return "" if calendar is None else calendar.name


def _undecided_proposal(ctx: Context, event_id: int) -> tuple[EntryRow, Event]:
    """Return a proposal without a decision so far."""
    event = ctx.store[Events].find(ctx.community.id, event_id)
    entry = None if event is None else ctx.store[ExternalCalendars].of_event(event.id)
    if event is None or entry is None:
        raise NothingProposed
    if event.state != EventState.PROPOSED:
        raise DecidedAlready(number=event.number)
    return entry, event


@router.contribution(todos)
def changed_events(ctx: Context) -> list[Todo]:
    """Announced events that differ from their calendar."""
    entries = ctx.store[ExternalCalendars].changed(ctx.community.id, ctx.now, MOST_WAITING)
    events = {each.id: each for each in ctx.store[Events].these([e.event_id for e in entries])}
    return [
        Todo(
            text("Changed in its calendar: {event}", event=event_title(events[each.event_id])),
            (
                show_change.button(
                    text("See what changed: {event}", event=event_choice(events[each.event_id])),
                    each.id,
                ),
            ),
            events[each.event_id].starts_at,
        )
        for each in entries
    ]


@router.button(show_calendar_changes, who=Role.GARDENER, trace=DECIDE_ABOUT_WHAT_A_CALENDAR_CHANGED)
def show_first_change(ctx: Context) -> Card:
    """Show the first changed event."""
    entries = ctx.store[ExternalCalendars].changed(ctx.community.id, ctx.now)
    if not entries:
        raise NothingChanged
    return _change_card(ctx, entries[0], len(entries))


@router.button("feed_change", who=Role.GARDENER, trace=DECIDE_ABOUT_WHAT_A_CALENDAR_CHANGED)
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
    trace=DECIDE_ABOUT_WHAT_A_CALENDAR_CHANGED,
)
def take_change(ctx: Context, entry_id: int) -> Answer:
    """Take over the change."""
    entry = _changed_entry(ctx, entry_id)
    newer = entry.newer
    if newer is None or newer.cancelled:
        return Replace(_change_card(ctx, entry))
    event = take_over_changes(ctx, entry, ctx.store[Events].get(entry.event_id), newer)
    ctx.trace(number=event.number)
    done = text("{event} now matches its calendar.", event=event_title(event))
    return _done_and_next_change(ctx, done)


@router.button(
    "feed_leave",
    of=calendar_change_thing,
    who=Role.GARDENER,
    trace=DECIDE_ABOUT_WHAT_A_CALENDAR_CHANGED,
)
def leave_change(ctx: Context, entry_id: int) -> Answer:
    """Leave the event as it is."""
    entry = _changed_entry(ctx, entry_id)
    entry.known, entry.pending = entry.pending or entry.known, None
    event = ctx.store[Events].get(entry.event_id)
    return _done_and_next_change(ctx, text("{event} stays as it is.", event=event_title(event)))


def _done_and_next_change(ctx: Context, done: Text) -> Replace:
    entries = ctx.store[ExternalCalendars].changed(ctx.community.id, ctx.now)
    if not entries:
        return Replace(Card(None, (done,)))
    return Replace(together(done, _change_card(ctx, entries[0], len(entries))))


def _changed_entry(ctx: Context, entry_id: int) -> EntryRow:
    entry = ctx.store[ExternalCalendars].entry(ctx.community.id, entry_id)
    waiting = ctx.store[ExternalCalendars].changed(ctx.community.id, ctx.now)
    if entry is None or entry.id not in [each.id for each in waiting]:
        raise NothingChanged
    return entry


def _change_card(ctx: Context, entry: EntryRow, count: int = 1) -> Card:
    event, newer = ctx.store[Events].get(entry.event_id), entry.newer or entry.decided
    name = _calendar_name(ctx, entry)
    leave = leave_change.button(text("Leave it as it is"), entry.id)
    if newer.cancelled:
        lines: list[Line] = [text("“{name}” says that it is cancelled.", name=name)]
        take: Button = ask_cancel_reason.button(text("Cancel it here too"), event.id)
    else:
        lines = [text("“{name}” now says:", name=name), *_difference_lines(event, entry, newer)]
        take = take_change.button(text("Apply these changes"), entry.id)
    if count > 1:
        lines.append(text("{count} events changed; this is the first.", count=count))
    return titled_card(event, tuple(lines), ((take,), (leave,)))


def _difference_lines(event: Event, entry: EntryRow, newer: CalendarEvent) -> list[Line]:
    """Each changed field: the value here and the new one."""
    changed = changes(entry.decided, newer)
    lines: list[Line] = []
    if "title" in changed:
        lines.append(_difference_line(text("Title"), event.title, newer.title))
    if {"starts_at", "ends_at"} & changed.keys():
        before = _span(event.starts_at, event.ends_at, event)
        after = _span(newer.starts_at, newer.ends_at, event)
        lines.append(_difference_line(text("Date"), before, after))
    if "place" in changed:
        lines.append(_difference_line(text("Place"), event.place, newer.place))
    if "link" in changed:
        lines.append(_difference_line(text("Online"), event.link, newer.link))
    if "description" in changed:
        lines.append(text("The description has changed."))
    return lines


def _span(starts_at: datetime, ends_at: datetime | None, event: Event) -> Span:
    end = None if ends_at is None else ends_at.astimezone(event.tz)
    return Span(starts_at.astimezone(event.tz), end)


def _difference_line(part: Text, before: object, after: object) -> Text:
    unsaid = text("nothing")
    return text(
        "{part}: {before} → {after}", part=part, before=before or unsaid, after=after or unsaid
    )
