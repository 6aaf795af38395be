"""Events in the letters of a community and to the Region, in figures, and on the map."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.core import (
    Act,
    Answer,
    Context,
    JobContext,
    Line,
    Reader,
    Router,
    Todo,
    ntext,
    text,
    todos,
)
from bot.domain.addresses import shortened
from bot.domain.dates.local_time import Period
from bot.domain.digest.composing import Key, Section
from bot.domain.events.rules import EventState, Rsvp
from bot.domain.refusals import Refusal
from bot.domain.region_letter import RegionPart
from bot.domain.roles import Role
from bot.domain.stats import Counted, FigureKind
from bot.references.announcements import announcement_command
from bot.references.digest import letter_items, linked_items, outdated_items, settled_items
from bot.references.events import agenda_command, letter_event_lines, open_event, preview_event
from bot.references.map import MapLayer, map_layers, places_in_communes
from bot.references.region_letter import RegionItem, RegionSource, region_sources
from bot.references.stats import Figure, FigureSet, figures
from bot.vocabulary.letter_items import LetterItem
from handlers.events.agenda import ALL_KINDS, show_more
from handlers.events.words import event_line, event_time, short_location
from storage.events import Attendances, Event, EventFigures, Events
from storage.region_letter import EVENT

router = Router()

INVITE_TO_AN_EVENT = Act(
    text("{who} prepared an invitation to an event"), text("prepare an invitation to an event")
)

KIND = "event"
FEWEST_GOING = 3
"""Sign-ups below which the gardeners are told on the day before; with more places, a quarter."""
AHEAD = timedelta(weeks=6)
MOST_LISTED = 10
LONGEST_LABEL = 30


class EventNotAhead(Refusal):
    """This event is over, or is not announced: nobody can be invited to it."""


@router.contribution(letter_items)
def events_in_letter(ctx: JobContext) -> list[LetterItem]:
    """The events of the next weeks, by date."""
    events = ctx.store[Events].upcoming(ctx.community.id, ctx.now, MOST_LISTED)
    ahead = [each for each in events if ctx.now < each.starts_at <= ctx.now + AHEAD]
    beside: dict[int, list[Line]] = defaultdict(list)
    for lines in letter_event_lines.collect(ctx, ahead):
        for event_id, line in lines.items():
            beside[event_id].append(line)
    return [_letter_item(each, beside[each.id]) for each in ahead]


@router.contribution(todos)
def events_with_few_sign_ups(ctx: Context) -> list[Todo]:
    """Events of today and tomorrow to which few people come."""
    tasks = []
    for event in ctx.store[Events].upcoming(ctx.community.id, ctx.now, MOST_LISTED):
        day = event.starts_at.astimezone(event.tz).date()
        going = ctx.store[Attendances].counts(event.id).places_taken
        fewest = max(FEWEST_GOING, (event.capacity or 0) // 4)
        if event.starts_at <= ctx.now or day > ctx.today + timedelta(days=1) or going >= fewest:
            continue
        near = text("today") if day == ctx.today else text("tomorrow")
        line = text("{event}, {near}: nobody has signed up.", event=event.title, near=near)
        if going:
            line = ntext(
                "{event}, {near}: {count} person comes.",
                "{event}, {near}: {count} people come.",
                going,
                event=event.title,
                near=near,
            )
        title = shortened(event.title, LONGEST_LABEL)
        invite = invite_to_event.button(text("Invite to “{event}”", event=title), event.id)
        look = open_event.button(text("See “{event}”", event=title), event.id)
        tasks.append(Todo(line, (invite, look), event.starts_at))
    return tasks


@router.button("event_invite", who=Role.GARDENER, trace=INVITE_TO_AN_EVENT)
def invite_to_event(ctx: Context, event_id: int) -> Answer:
    """Prepare an announcement of an event: its gardener chooses to whom, and sees it before."""
    event = ctx.store[Events].find(ctx.community.id, event_id)
    if event is None or event.state != EventState.PUBLISHED or event.starts_at <= ctx.now:
        raise EventNotAhead
    reader = Reader(ctx.community.locale, ctx.zone, ctx.today)
    words = reader.say(
        text(
            "{event}\n{when}. There is still room: answer on the card of event {number}.",
            event=event.title,
            when=event_time(event),
            number=event.number,
        )
    )
    return announcement_command.ask(ctx, words=words)


@router.contribution(settled_items)
def declined_events(
    ctx: JobContext, items: Sequence[LetterItem], member_ids: Collection[int]
) -> Mapping[int, Collection[Key]]:
    """The events that each of these members declined."""
    declined: dict[int, set[Key]] = defaultdict(set)
    events = [each.ref for each in items if each.kind == KIND]
    for member_id, event_id in ctx.store[Attendances].answered(events, member_ids, Rsvp.DECLINED):
        declined[member_id].add((KIND, event_id))
    return declined


@router.contribution(linked_items)
def event_links(ctx: JobContext, items: Sequence[LetterItem]) -> Mapping[Key, str]:
    """The links of events that take place online."""
    listed = [each.ref for each in items if each.kind == KIND]
    events = ctx.store[Events].these(listed) if listed else []
    return {(KIND, each.id): each.link for each in events if each.link}


@router.contribution(outdated_items)
def changed_events(ctx: JobContext, items: Sequence[LetterItem]) -> Collection[Key]:
    """The events that were called off, or changed, since the letter was approved."""
    approved = {each.ref: each for each in items if each.kind == KIND}
    events = ctx.store[Events].these(approved) if approved else []
    as_approved = {
        each.id
        for each in events
        if each.state == EventState.PUBLISHED and _is_as_approved(each, approved[each.id])
    }
    return {(KIND, each) for each in approved.keys() - as_approved}


def _is_as_approved(event: Event, approved: LetterItem) -> bool:
    """True if the event is unchanged; words of other features beside it may have changed."""
    now = _letter_item(event)
    return now.says_the_same_as(replace(approved, lines=approved.lines[: len(now.lines)]))


def _letter_item(event: Event, beside: Sequence[Line] = ()) -> LetterItem:
    title, where = shortened(event.title, LONGEST_LABEL), short_location(event)
    lines: list[Line] = [text("{when}", when=event_time(event))]
    if where is not None:
        lines.append(text("📍 {place}", place=where))
    return LetterItem(
        kind=KIND,
        ref=event.id,
        section=Section.UPCOMING,
        audience=event.audience,
        until=event.starts_at,
        headline=event.title,
        lines=(*lines, *beside),
        button=open_event.button(text("See: {title}", title=title), event.id),
    )


@router.contribution(region_sources)
def events_for_region(_ctx: JobContext) -> RegionSource:
    """The events that members proposed and that wait for a gardener."""
    part, find = RegionPart.PROPOSALS, _proposed_events
    return RegionSource(kind=EVENT, part=part, find=find, show=_event_item, open=_open_event)


def _proposed_events(ctx: JobContext, _since: datetime) -> Sequence[int]:
    return [
        each.id
        for each in ctx.store[Events].proposed(ctx.community.id)
        if each.starts_at > ctx.now and not each.source_url
    ]


def _event_item(ctx: JobContext, event_id: int) -> RegionItem | None:
    found = ctx.store[Events].these([event_id])
    if not found or found[0].state == EventState.WITHDRAWN:
        return None
    event = found[0]
    return RegionItem(
        label=text("Event {number}", number=event.number),
        headline=text("Event: {title}", title=event.title),
        lines=(text("{when}", when=event_time(event)),),
    )


def _open_event(ctx: Context, event_id: int) -> Answer:
    event = ctx.store[Events].find(ctx.community.id, event_id)
    is_proposed = event is not None and event.state == EventState.PROPOSED
    return preview_event.run(ctx, event_id) if is_proposed else open_event.run(ctx, event_id)


@router.contribution(figures)
def event_figures(_ctx: JobContext) -> FigureSet:
    """Events, and how many people came."""
    return FigureSet(
        order=20,
        theme=text("Events: attendance"),
        figures=EVENT_FIGURES,
        count=_count_events,
    )


EVENT_FIGURES = (
    Figure(
        key="events_held",
        title=text("Events that took place"),
        definition=text("Announced events that began in the month and were not cancelled."),
        kind=FigureKind.THINGS,
    ),
    Figure(
        key="events_noted",
        title=text("… with a list of who came"),
        definition=text("Those of them at which it was noted who came; the next ones count these."),
        kind=FigureKind.THINGS,
    ),
    Figure(
        key="people_signed_up",
        title=text("Sign-ups"),
        definition=text("Sign-ups to these events, guests included; a person at each of them."),
        kind=FigureKind.PEOPLE,
    ),
    Figure(
        key="people_came",
        title=text("People who came"),
        definition=text("People noted at these events, guests included; a person at each of them."),
        kind=FigureKind.PEOPLE,
    ),
    Figure(
        key="people_came_first",
        title=text("… for the first time"),
        definition=text("Members who came to an event here for the first time."),
        kind=FigureKind.PEOPLE,
        part_of="people_came",
    ),
)


def _count_events(ctx: JobContext, period: Period) -> Mapping[str, Counted]:
    found = ctx.store[EventFigures].figures(ctx.community.id, period.since, period.until)
    return {
        "events_held": found.held,
        "events_noted": found.noted,
        "people_signed_up": found.signed_up,
        "people_came": found.came,
        "people_came_first": found.first,
    }


@router.contribution(map_layers)
def events_on_map(ctx: JobContext) -> MapLayer:
    """Upcoming events that take place in a commune."""
    events = ctx.store[Events].upcoming(ctx.community.id, ctx.now)
    return MapLayer(
        name="events",
        order=10,
        label=text("Events"),
        title=text("Upcoming events"),
        places=places_in_communes((each.commune, event_line(each)) for each in events),
        small=text(
            "Online events are not on the map. To see all events: {agenda}",
            agenda=agenda_command.typed(),
        ),
        more=show_more.button(text("Agenda"), ALL_KINDS, 0),
    )
