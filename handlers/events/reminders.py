"""Reminders of events: chosen by members, sent by a job to people and rooms.

Due reminders are computed from the present state: an event that was moved, cancelled or withdrawn
has no plan to change, and after a pause only reminders that still make sense are sent.
"""

from collections.abc import Iterator
from datetime import timedelta
from zoneinfo import ZoneInfo

from bot.core import (
    Button,
    Card,
    Context,
    JobContext,
    JobRegistry,
    Line,
    Replace,
    Router,
    Text,
    Where,
    in_rows,
    quiet_between,
    text,
    zone_of,
)
from bot.domain.dates.recurrence import Once
from bot.domain.events.notices import EARLIEST, Ahead, Habits, read_wanted, reminder, written
from bot.domain.events.rules import Rsvp
from bot.domain.roles import Role
from bot.references.events import (
    answer_event,
    choose_reminders,
    event_card,
    event_reminders_more_job,
    open_event,
)
from bot.references.profile import MemberSetting, member_settings
from bot.vocabulary.audiences import rooms_for
from handlers.events.words import (
    ANSWER_LABELS,
    answer_buttons,
    event_time,
    location_lines,
    titled_card,
    typed_yes,
)
from storage.communities import RoomKind
from storage.events import Attendances, Event, EventReminders, Events, Expected
from storage.members import Members
from storage.outbound import Cards, Priority

router = Router(own_page=True)

jobs = JobRegistry()
BATCH = 50
"""People reminded in one transaction: buttons are answered in between."""
REMINDER_GRACE = timedelta(hours=1)
MORE = "event_reminders_more"
_AHEAD_LABELS = {
    Ahead.WEEK: text("a week before"),
    Ahead.DAY: text("the day before"),
    Ahead.HOURS: text("two hours before"),
}
LABELS = {
    Ahead.WEEK: text("A week before"),
    Ahead.DAY: text("The day before"),
    Ahead.HOURS: text("Two hours before"),
}


@router.command(
    "reminders",
    fr="rappels",
    who=Role.MEMBER,
    where=Where.DIRECT,
    theme="you",
    label=text("Reminders"),
    shows=True,
)
def show_reminders(ctx: Context) -> Card:
    """Choose when to be reminded of your events."""
    chosen = read_wanted(ctx.member.reminders)
    today = reminder_choices(ctx.member.reminders)
    lines = (
        text("When should I remind you of your events?"),
        text("Today: {choice}.", choice=today) if today else text("Today: no reminder."),
        text("Reminders due in your quiet hours come just before them."),
    )
    rows = tuple((_choice_button(each, on=each in chosen),) for each in Ahead)
    return Card(text("Reminders"), lines, rows)


@router.contribution(member_settings)
def reminder_setting(ctx: Context) -> MemberSetting:
    """The member's reminders of events."""
    choice = reminder_choices(ctx.member.reminders) or text("none")
    line = text("Reminders of your events: {choice}.", choice=choice)
    return MemberSetting(line, choose_reminders.button(text("Reminders")))


@router.button(choose_reminders, who=Role.MEMBER)
def offer_reminders(ctx: Context) -> Card:
    """Offer the reminders to choose from."""
    return show_reminders(ctx)


@router.button("reminder", who=Role.MEMBER)
def choose_reminder(ctx: Context, which: str, choice: str) -> Replace:
    """Switch a reminder on or off; the button says which, so two presses are one."""
    if which in list(Ahead):
        chosen = read_wanted(ctx.member.reminders)
        one = {Ahead(which)}
        ctx.member.reminders = written(chosen | one if choice == "yes" else chosen - one)
    return Replace(show_reminders(ctx))


def _choice_button(which: Ahead, *, on: bool) -> Button:
    if on:
        return choose_reminder.button(text("✓ {choice}", choice=LABELS[which]), which.value, "no")
    return choose_reminder.button(LABELS[which], which.value, "yes")


def reminder_choices(stored: str | None) -> list[Text]:
    """The reminders that a member wants, from their stored value."""
    chosen = read_wanted(stored)
    return [_AHEAD_LABELS[each] for each in Ahead if each in chosen]


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
                event_reminders_more_job.plan(here, MORE, Once(ctx.now + timedelta(seconds=1)))
                return
            remaining -= 1
            _remind(here, event, person, which)


def _due_reminders(ctx: JobContext, event: Event) -> Iterator[tuple[Expected, Ahead]]:
    """People to remind now, and the kind of reminder."""
    members = ctx.store[EventReminders].given(event)
    for person in ctx.store[EventReminders].expected(event):
        habits = Habits(
            ZoneInfo(person.timezone or zone_of(None, ctx.community)),
            quiet_between(person.quiet_from, person.quiet_to),
            read_wanted(person.reminders),
        )
        had = members.get(person.member_id, ())
        start = (event.starts_at, event.tz)
        which = reminder(start, habits, since=person.answered_at, now=ctx.now, had=had)
        if which is not None:
            yield person, which


def _remind(ctx: JobContext, event: Event, person: Expected, which: Ahead) -> None:
    """Remind one person until the event begins; each is tried once."""
    member = ctx.store[Members].get(person.member_id)
    if member is not None and ctx.store[EventReminders].give(event, member.id, which, ctx.now):
        near = _nearness_text(ctx, event, ZoneInfo(zone_of(member, ctx.community)))
        message = _reminder_card(event, person.answer, near)
        until, priority = event.starts_at, Priority.ANNOUNCEMENT
        ctx.tell(member, message, calm=True, until=until, priority=priority)


def _reminder_card(event: Event, answer: Rsvp, near: Text) -> Card:
    """The reminder for a person who comes, or may come: when, where, and buttons to answer."""
    details = (open_event.button(text("Details"), event.id),)
    out = answer_event.button(text("I am not coming any more"), event.id, Rsvp.DECLINED.value)
    if answer is Rsvp.GOING:
        where = _when_and_where(event, exact=True)
        lines = (near, *where, text("You are coming."))
        return titled_card(event, lines, ((out,), details))
    sure = tuple(
        answer_event.button(ANSWER_LABELS[each], event.id, each.value)
        for each in (Rsvp.GOING, Rsvp.DECLINED)
    )
    hint = text("You may be coming. Answer as soon as you know.")
    return titled_card(event, (near, *_when_and_where(event), hint), (sure, details))


def _nearness_text(ctx: JobContext, event: Event, zone: ZoneInfo) -> Text:
    """Time until the event, in days or hours of a zone."""
    when = event_time(event)
    starts_at = event.starts_at.astimezone(event.tz if when.whole_days else zone)
    days = (starts_at.date() - ctx.now.astimezone(starts_at.tzinfo).date()).days
    if days > 1:
        return text("It is in {days} days.", days=days)
    if when.whole_days:
        return text("It is tomorrow.") if days else text("It is today.")
    if days:
        return text("It is tomorrow at {hour}.", hour=starts_at.time())
    return text("It is today at {hour}.", hour=starts_at.time())


def _remind_rooms(ctx: JobContext, event: Event) -> None:
    """Remind the rooms with the event's card, a day before."""
    habits = Habits(ctx.zone, wanted=frozenset({Ahead.DAY}))
    since = event.published_at or event.created_at
    due = reminder((event.starts_at, event.tz), habits, since=since, now=ctx.now)
    if due is None or not ctx.store[EventReminders].give_rooms(event, ctx.now):
        return
    lines = (_nearness_text(ctx, event, ctx.zone), *_when_and_where(event))
    details = open_event.button(text("Details"), event.id)
    answers = answer_buttons(event, ctx.store[Attendances].counts(event.id))
    rows = in_rows((*answers, details), 2)
    card = titled_card(event, lines, rows, typed=typed_yes(event))
    rooms_with_card = {each.room for each in ctx.store[Cards].living(event_card.name, event.id)}
    for room in rooms_for(ctx, event.group_id, RoomKind.COMMUNITY):
        if room.address in rooms_with_card:
            ctx.post(room.address, card, until=event.starts_at)


def _when_and_where(event: Event, *, exact: bool = False) -> tuple[Line, ...]:
    return (text("{when}", when=event_time(event)), *location_lines(event, exact=exact))
