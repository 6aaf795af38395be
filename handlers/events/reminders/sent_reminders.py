"""Reminders of events: to people who go, and to rooms on the day before.

Due reminders are computed from the present state: an event that was moved, cancelled or withdrawn
has no plan to change, and after a pause only reminders that still make sense are sent.
"""

from collections.abc import Iterator
from datetime import timedelta
from zoneinfo import ZoneInfo

from bot.core import Card, JobContext, JobRegistry, Line, quiet_between, text, zone_of
from bot.domain.dates.recurrence import Once
from bot.domain.events.notices import EARLIEST, Ahead, Habits, read_wanted, reminder
from bot.domain.events.rules import Rsvp
from bot.references.events import answer_event, event_card, event_reminders_more_job, open_event
from handlers.events.words import ANSWER_LABELS, event_time, location_lines, titled_card, typed_yes
from storage.communities import RoomKind
from storage.events import Event, EventReminders, Events, Expected
from storage.members import Members
from storage.outbound import Cards, Priority

jobs = JobRegistry()

BATCH = 50
"""People reminded in one transaction: buttons are answered in between."""
REMINDER_GRACE = timedelta(hours=1)
MORE = "event_reminders_more"
_SOON = timedelta(seconds=1)


@jobs.job(event_reminders_more_job, grace=REMINDER_GRACE)
def send_more_reminders(ctx: JobContext, _argument: None) -> None:
    """Send the next batch."""
    send_reminders(ctx)


def send_reminders(ctx: JobContext) -> None:
    """Send the reminders that are due, each once, in batches."""
    remaining = BATCH
    for event in ctx.store[Events].soon(ctx.now, ctx.now + EARLIEST):
        here = ctx.within(event.community_id)
        _remind_rooms(here, event)
        for person, which in _due_reminders(here, event):
            if not remaining:
                event_reminders_more_job.plan(here, MORE, Once(ctx.now + _SOON))
                return
            remaining -= 1
            _remind(here, event, person, which)


def _due_reminders(ctx: JobContext, event: Event) -> Iterator[tuple[Expected, Ahead]]:
    """People to remind now, and the kind of reminder."""
    members = ctx.store[EventReminders].given(event)
    for person in ctx.store[EventReminders].expected(event):
        which = reminder(
            (event.starts_at, event.tz),
            _habits(ctx, person),
            since=person.answered_at,
            now=ctx.now,
            had=members.get(person.member_id, ()),
        )
        if which is not None:
            yield person, which


def _habits(ctx: JobContext, person: Expected) -> Habits:
    return Habits(
        ZoneInfo(person.timezone or zone_of(None, ctx.community)),
        quiet_between(person.quiet_from, person.quiet_to),
        read_wanted(person.reminders),
    )


def _remind(ctx: JobContext, event: Event, person: Expected, which: Ahead) -> None:
    """Remind one person until the event begins; each is tried once."""
    member = ctx.store[Members].get(person.member_id)
    if member is not None and ctx.store[EventReminders].give(event, member.id, which, ctx.now):
        message = reminder_card(event, person.answer)
        until, priority = event.starts_at, Priority.ANNOUNCEMENT
        ctx.tell(member, message, calm=True, until=until, priority=priority)


def reminder_card(event: Event, answer: Rsvp) -> Card:
    """The reminder for a person who comes, or may come: when, where, and buttons to answer."""
    details = (open_event.button(text("Details"), event.id),)
    out = answer_event.button(text("I am not coming any more"), event.id, Rsvp.DECLINED.value)
    if answer is Rsvp.GOING:
        lines = (*_when_and_where(event), text("Reminder: you are coming."))
        return titled_card(event, lines, ((out,), details))
    sure = tuple(
        answer_event.button(ANSWER_LABELS[each], event.id, each.value)
        for each in (Rsvp.GOING, Rsvp.DECLINED)
    )
    hint = text("Reminder: you may be coming. Answer as soon as you know.")
    return titled_card(event, (*_when_and_where(event), hint), (sure, details))


def _when_and_where(event: Event) -> tuple[Line, ...]:
    return (text("{when}", when=event_time(event)), *location_lines(event))


def _remind_rooms(ctx: JobContext, event: Event) -> None:
    """Remind the rooms with the event's card, a day before."""
    habits = Habits(ctx.zone, wanted=frozenset({Ahead.DAY}))
    since = event.published_at or event.created_at
    due = reminder((event.starts_at, event.tz), habits, since=since, now=ctx.now)
    if due is None or not ctx.store[EventReminders].give_rooms(event, ctx.now):
        return
    lines = (*_when_and_where(event), text("This is a reminder."))
    details = (open_event.button(text("Details"), event.id),)
    card = titled_card(event, lines, (details,), typed=typed_yes(event))
    rooms_with_card = {each.room for each in ctx.store[Cards].living(event_card.name, event.id)}
    for room in ctx.rooms(RoomKind.COMMUNITY):
        if room.address in rooms_with_card:
            ctx.post(room.address, card, until=event.starts_at)
