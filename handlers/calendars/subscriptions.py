"""Calendars that people take with them: a community's, an event's, and what one goes to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from bot.core import Bold, JobContext, Line, Link, Reader, Words, text
from bot.domain.calendars import CalendarEntry, calendar
from bot.domain.events.rules import EventState, Rsvp
from bot.domain.roles import Seat
from handlers.events import description_lines, full_address, kind_and_organiser
from storage.communities import Communities, Community
from storage.events import Attendance, Attendances, Event, Events
from storage.members import Member

KEPT = timedelta(days=365)
"""How long a calendar shows what is over."""
REFRESHED = timedelta(hours=1)
"""How often a calendar that was subscribed to is worth fetching again."""
_SHOWN = (EventState.PUBLISHED, EventState.CANCELLED)
_MINE = (Rsvp.GOING, Rsvp.MAYBE, Rsvp.WAITING)


@dataclass(frozen=True, slots=True)
class Written:
    """A calendar as it is given, how many events are in it, and when the last of them changed."""

    content: bytes
    count: int
    changed_at: datetime | None


def of_community(ctx: JobContext, locale: str, *, subscribed: bool) -> Written:
    """The events of the past year and all to come.

    What is subscribed to is for all to see: it has only those that are for everyone.
    """
    reader, community = _reader(ctx, locale), ctx.community
    events = ctx.store[Events].between(community.id, ctx.now - KEPT)
    entries = [
        _entry(ctx, reader, community, event)
        for event in events
        if event.audience.is_everyone or not subscribed
    ]
    return _written_once(tuple(entries), community.name if subscribed else "")


def of_event(ctx: JobContext, event: Event, locale: str) -> Written | None:
    """One event, as a file or a page; None for one that is not announced."""
    if event.state not in _SHOWN:
        return None
    return _written((_entry(ctx, _reader(ctx, locale), ctx.community, event),))


def of_member(ctx: JobContext, member: Member, locale: str, *, subscribed: bool) -> Written:
    """What a member goes to or may go to, in whichever community, for the same time."""
    store, since = ctx.store, ctx.now - KEPT
    reader = _reader(ctx, locale)
    answers = {
        each.event_id: each
        for each in store[Attendances].since(member.id, since)
        if each.answer in _MINE
    }
    entries = [
        _answered(reader, _entry(ctx, reader, community, event), answers[event.id])
        for event in store[Events].these(answers)
        if event.state in _SHOWN
        and (community := store[Communities].find(event.community_id)) is not None
    ]
    name = reader.say(text("My events ({instance})", instance=ctx.contact.instance))
    return _written(tuple(entries), name if subscribed else "")


def _written(entries: tuple[CalendarEntry, ...], name: str = "") -> Written:
    """Write a calendar; one without a name is a file, whose events go into another one."""
    refreshed = REFRESHED if name else None
    changed_at = max((each.changed_at for each in entries), default=None)
    return Written(calendar(entries, name=name, refreshed=refreshed), len(entries), changed_at)


_written_once = lru_cache(maxsize=32)(_written)
"""The same for what everybody fetches again and again: 500 events take a tenth of a second."""


def _entry(ctx: JobContext, reader: Reader, community: Community, event: Event) -> CalendarEntry:
    cancelled = event.state == EventState.CANCELLED
    title: Words = event.title
    return CalendarEntry(
        uid=event.uid,
        sequence=event.sequence,
        starts_at=event.starts_at,
        ends_at=event.over_at,
        zone=event.zone,
        title=reader.say(text("CANCELLED · {event}", event=title) if cancelled else title),
        changed_at=event.changed_at,
        place=full_address(event.place, event.commune) or event.link,
        url=event.link,
        description=_described(reader, event),
        organiser=_organiser(ctx, community, event),
        cancelled=cancelled,
    )


def _answered(reader: Reader, entry: CalendarEntry, answer: Attendance) -> CalendarEntry:
    """The same as somebody goes there, said in words too: few programs show that one may come."""
    changed_at = max(entry.changed_at, answer.answered_at)
    if answer.answer == Rsvp.GOING or entry.cancelled:
        return replace(entry, changed_at=changed_at)
    said = (
        text("{event} (on the waiting list)", event=entry.title)
        if answer.answer == Rsvp.WAITING
        else text("{event} (maybe)", event=entry.title)
    )
    return replace(entry, title=reader.say(said), tentative=True, changed_at=changed_at)


def _described(reader: Reader, event: Event) -> str:
    """What it is, in plain words; the link too, since some programs show no other."""
    online = [text("Online: {link}", link=event.link)] if event.link else []
    blocks: Sequence[Iterable[Line]] = (
        description_lines(event.description),
        [kind_and_organiser(event), *online],
    )
    said = ("\n".join(reader.say(_words(line)) for line in block) for block in blocks)
    return "\n\n".join(filter(None, said))


def _words(line: Line) -> Words:
    return line.words if isinstance(line, Bold | Link) else line


def _organiser(ctx: JobContext, community: Community, event: Event) -> str:
    """A side, by its own name: no calendar names a person."""
    region = event.organiser == Seat.REGION and ctx.contact.controller
    return region or community.name


def _reader(ctx: JobContext, locale: str) -> Reader:
    """Whoever reads a calendar; its hours are the events' own."""
    return Reader(locale, ZoneInfo("UTC"), ctx.now.date())
