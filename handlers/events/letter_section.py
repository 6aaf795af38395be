"""Upcoming events in the letter, each for its audience."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from bot.core import JobContext, LetterItem, Line, Router, text
from bot.domain.digest.composing import Key, Section
from bot.domain.events.rules import EventState, Rsvp
from bot.references.digest import linked_items, outdated_items, settled_items
from bot.references.events import letter_event_lines, open_event
from handlers.events.words import event_time, short_location
from storage.events import Attendances, Event, Events

router = Router()

KIND = "event"
AHEAD = timedelta(weeks=6)
MOST_LISTED = 10
LONGEST_LABEL = 30


@router.section(Section.UPCOMING)
def events_in_letter(ctx: JobContext) -> list[LetterItem]:
    """The events of the next weeks, by date."""
    events = ctx.store[Events].upcoming(ctx.community.id, ctx.now, MOST_LISTED)
    ahead = [each for each in events if ctx.now < each.starts_at <= ctx.now + AHEAD]
    beside: dict[int, list[Line]] = defaultdict(list)
    for lines in letter_event_lines.collect(ctx, ahead):
        for event_id, line in lines.items():
            beside[event_id].append(line)
    return [_letter_item(each, beside[each.id]) for each in ahead]


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
    title, where = event.title, short_location(event)
    if len(title) > LONGEST_LABEL:
        title = f"{title[: LONGEST_LABEL - 1]}…"
    lines: list[Line] = [text("{when}", when=event_time(event))]
    if where is not None:
        lines.append(text("📍 {place}", place=where))
    return LetterItem(
        kind=KIND,
        ref=event.id,
        audience=event.audience,
        until=event.starts_at,
        headline=event.title,
        lines=(*lines, *beside),
        button=open_event.button(text("See: {title}", title=title), event.id),
    )
