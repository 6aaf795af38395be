"""Proposals of external calendars: a gardener announces each event or puts it aside."""

from dataclasses import replace

from bot.core import (
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
    together,
)
from bot.domain.events.rules import EventState
from bot.domain.refusals import Refusal
from bot.domain.roles import Role
from bot.references.events import calendar_proposals, edit_event, event_thing, publish_event
from bot.references.external_calendars import show_calendar_proposals
from bot.vocabulary.outside_sources import site_name
from handlers.events import event_details, titled_card
from handlers.external_calendars import acts
from storage.events import Event, Events
from storage.external_calendars import EntryRow, Feeds

router = Router()


class NothingProposed(Refusal):
    """This calendar has nothing more to propose."""


class DecidedAlready(Refusal):
    """Someone has already decided about event {number}."""


@router.todo
def calendars_with_proposals(ctx: Context) -> list[Todo]:
    """Calendars with proposals."""
    waiting = ctx.store[Feeds].counts(ctx.community.id, ctx.now)
    if not waiting:
        return []
    feeds = ctx.store[Feeds].watched(ctx.community.id)
    return [
        Todo(
            ntext(
                "“{name}” proposes {count} event",
                "“{name}” proposes {count} events",
                waiting[each.id],
                name=each.name,
            ),
            (
                show_calendar_proposals.button(
                    text("See what “{name}” proposes", name=each.name), each.id
                ),
            ),
            ctx.store[Feeds].unanswered(each.id, ctx.now)[0][1],
        )
        for each in feeds
        if each.id in waiting
    ]


@router.button(
    show_calendar_proposals,
    who=Role.GARDENER,
    trace=acts.LOOK_THROUGH_EVENTS_THAT_A_CALENDAR_PROPOSES,
)
def show_first(ctx: Context, feed_id: int) -> Card:
    """Show the next event that a calendar proposes."""
    card = _next_proposal(ctx, feed_id)
    if card is None:
        raise NothingProposed
    return card


@router.button(
    "feed_after", who=Role.GARDENER, trace=acts.LOOK_THROUGH_EVENTS_THAT_A_CALENDAR_PROPOSES
)
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
    trace=acts.DECIDE_ABOUT_AN_EVENT_THAT_A_CALENDAR_PROPOSES,
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
    trace=acts.DECIDE_ABOUT_AN_EVENT_THAT_A_CALENDAR_PROPOSES,
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
    "feed_retake", who=Role.GARDENER, trace=acts.DECIDE_ABOUT_AN_EVENT_THAT_A_CALENDAR_PROPOSES
)
def take_proposal_back(ctx: Context, event_id: int) -> Answer:
    """Propose again an event that was put aside."""
    event = ctx.store[Events].find(ctx.community.id, event_id)
    entry = None if event is None else ctx.store[Feeds].of_event(event.id)
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
    entry = ctx.store[Feeds].of_event(event.id)
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
    feed = ctx.store[Feeds].get(feed_id)
    if feed is None or feed.community_id != ctx.community.id:
        return None
    waiting = [event_id for event_id, _ in ctx.store[Feeds].unanswered(feed_id, ctx.now)]
    if not waiting:
        return None
    at = waiting.index(after) + 1 if after in waiting else 0
    event = ctx.store[Events].get(waiting[at % len(waiting)])
    entry = ctx.store[Feeds].of_event(event.id)
    return None if entry is None else _proposal_card(ctx, entry, event, len(waiting))


def _proposal_card(ctx: Context, entry: EntryRow, event: Event, count: int = 1) -> Card:
    feed = ctx.store[Feeds].known(ctx.community.id, entry.feed_id)
    name = "" if feed is None else feed.name
    lines: list[Line] = [
        text("Proposed by {name}", name=name),
        *event_details(event),
    ]
    if entry.decided.whole_day:
        lines.append(text("The calendar gives no time: the event lasts all day."))
    source = text("On {site}: {url}", site=site_name(event.source_url), url=event.source_url)
    lines.append(Link(source, event.source_url))
    rows: list[tuple[Button, ...]] = [
        (
            announce_proposal.button(text("Announce"), event.id),
            decline_proposal.button(text("Reject"), event.id),
        ),
        (edit_event.button(text("Change"), event.id),),
    ]
    if count > 1:
        label = ntext("Later ({count} other)", "Later ({count} others)", count - 1)
        rows.append((show_after.button(label, entry.feed_id, event.id),))
    return titled_card(event, tuple(lines), tuple(rows))


def _undecided_proposal(ctx: Context, event_id: int) -> tuple[EntryRow, Event]:
    """Return a proposal without a decision so far."""
    event = ctx.store[Events].find(ctx.community.id, event_id)
    entry = None if event is None else ctx.store[Feeds].of_event(event.id)
    if event is None or entry is None:
        raise NothingProposed
    if event.state != EventState.PROPOSED:
        raise DecidedAlready(number=event.number)
    return entry, event
