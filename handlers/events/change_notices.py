"""Notices of changes to those who signed up: gathered for half an hour, sent once, in batches."""

from dataclasses import replace
from datetime import timedelta

from bot.core import (
    Button,
    Buttons,
    Card,
    Context,
    JobContext,
    JobRegistry,
    Line,
    Text,
    ntext,
    text,
)
from bot.domain.dates.recurrence import Once
from bot.domain.events.notices import NoticeKind, NoticeStep, due_at, is_near, known_to
from bot.domain.events.rules import EventState, Rsvp
from bot.domain.roles import Role
from bot.references.events import answer_event, event_command, event_notice_job, open_event
from bot.vocabulary.audiences import rooms_for
from handlers.events.fields import announced_values, change_lines, date_change
from handlers.events.words import event_time, location_lines, titled_card, typed_yes
from storage.communities import RoomKind
from storage.events import Attendance, Attendances, Event, EventNotice, EventNotices, Events
from storage.members import Members
from storage.outbound import Priority

jobs = JobRegistry()
HOWEVER_LATE = timedelta(days=3650)
BATCH = 50
"""People told in one transaction."""


def plan_change_notice(ctx: JobContext, before: Event, after: Event) -> None:
    """Plan a notice of a change; further changes join it, reverted ones cancel out."""
    notices = ctx.store[EventNotices]
    notice = notices.open(after.id) or notices.add(
        after.id, NoticeKind.CHANGED, due_at(ctx.now, before.starts_at, after.starts_at)
    )
    steps = list(notice.steps)
    due = notice.due_at
    if announced_values(before) != announced_values(after):
        later = due_at(ctx.now, before.starts_at, after.starts_at)
        due = min(due, later) if steps else later
        steps.append(NoticeStep(ctx.now, announced_values(before)))
    _mark_side_and_plan(ctx, after, notices.change(notice.id, steps=steps, due_at=due))


def plan_cancellation_notice(ctx: JobContext, event: Event, reason: str) -> None:
    """Plan an immediate notice that an event is called off; it replaces others."""
    notices = ctx.store[EventNotices]
    pending = notices.open(event.id)
    if pending is not None and pending.kind is NoticeKind.RESTORED:
        notices.drop(event.id)  # as far as anybody was told, it never took place again
        return
    notices.stop(event.id, ctx.now)
    notice = pending or notices.add(event.id, NoticeKind.CANCELLED, ctx.now)
    cancelled = notices.change(notice.id, kind=NoticeKind.CANCELLED, reason=reason, due_at=ctx.now)
    _mark_side_and_plan(ctx, event, cancelled)


def plan_restoration_notice(ctx: JobContext, event: Event) -> None:
    """Plan a notice for those who were told that an event is called off."""
    notices = ctx.store[EventNotices]
    pending = notices.open(event.id)
    if pending is None:
        notices.stop(event.id, ctx.now)
        _mark_side_and_plan(ctx, event, notices.add(event.id, NoticeKind.RESTORED, ctx.now))
    elif pending.steps:  # nobody was told yet, save that it changed before
        later = due_at(ctx.now, event.starts_at)
        kept = {"kind": NoticeKind.CHANGED, "reason": "", "due_at": later}
        _plan_notice(ctx, notices.change(pending.id, **kept))
    else:
        notices.drop(event.id)


def _mark_side_and_plan(ctx: JobContext, event: Event, notice: EventNotice) -> None:
    """Store which side made the change, and plan the notice."""
    changed_by = ctx.person.member if isinstance(ctx, Context) else None
    if changed_by is not None and event.maker_id != changed_by.id:
        notice = ctx.store[EventNotices].change(notice.id, by_others=True)
    elif isinstance(ctx, Context) and ctx.role() < Role.GARDENER:
        notice = ctx.store[EventNotices].change(notice.id, by_maker=True)
    _plan_notice(ctx, notice)


def _plan_notice(ctx: JobContext, notice: EventNotice) -> None:
    at = max(notice.due_at, ctx.now + timedelta(seconds=1))
    key = f"{event_notice_job.name}:{notice.id}:{notice.cursor}"
    event_notice_job.plan(ctx, key, Once(at), notice.id)


def pending_notice_lines(ctx: JobContext, event: Event) -> list[Line]:
    """When people who signed up are told of the change; empty if there are none."""
    counts = ctx.store[Attendances].counts(event.id)
    notice = ctx.store[EventNotices].open(event.id)
    if notice is None or not notice.steps or not counts.going + counts.maybe + counts.waiting:
        return []
    if not change_lines(_before(notice, event), event, exact=True):
        return [text("Everything is as before: nobody is told.")]
    if notice.due_at <= ctx.now:
        return [text("People who signed up are told now.")]
    return [
        text(
            "People who signed up are told on {at}. Changes until then go into the same message.",
            at=notice.due_at,
        )
    ]


def _before(notice: EventNotice, event: Event) -> Event:
    """The event as it was before the first change of which the notice tells."""
    return replace(event, **notice.steps[0].before) if notice.steps else event


def leave_to_gardeners(ctx: JobContext, notice_id: int) -> None:
    """Send nothing: the notice may have been sent before a backup was restored."""
    notice = ctx.store[EventNotices].get(notice_id)
    if notice is None or notice.done_at is not None:
        return
    ctx.store[EventNotices].change(notice_id, started_at=ctx.now, done_at=ctx.now)
    event = ctx.store[Events].get(notice.event_id)
    ctx.tell_gardeners(
        text(
            "Event {number} changed in the period that was lost: people who signed up may not "
            "have been told. To see what I know: {event}.",
            number=event.number,
            event=event_command.typed(event.number),
        )
    )


@jobs.job(event_notice_job, grace=HOWEVER_LATE, in_doubt=leave_to_gardeners)
def tell_of_change(ctx: JobContext, notice_id: int) -> None:
    """Tell the next batch of attendees once each; first the rooms, maker and gardeners."""
    notice = ctx.store[EventNotices].get(notice_id)
    if notice is None or notice.done_at is not None:
        return
    event = ctx.store[Events].hold(notice.event_id)
    if not _is_current(ctx, notice, event):
        ctx.store[EventNotices].change(notice.id, started_at=ctx.now, done_at=ctx.now)
        return
    if notice.started_at is None:
        after = announced_values(event)
        notice = ctx.store[EventNotices].change(notice.id, started_at=ctx.now, after=after)
        _tell_rooms(ctx, notice, event)
        _tell_maker_and_gardeners(ctx, notice, event)
    _tell_next_batch(ctx, notice, event)


def _is_current(ctx: JobContext, notice: EventNotice, event: Event) -> bool:
    state = EventState.PUBLISHED
    if notice.kind is NoticeKind.CANCELLED:
        state = EventState.CANCELLED
    began = [event.over_at, *(each.before["starts_at"] for each in notice.steps)]
    return event.state == state and max(began) > ctx.now


def _tell_next_batch(ctx: JobContext, notice: EventNotice, event: Event) -> None:
    attendances = ctx.store[Attendances].to_tell(event.id, notice.cursor, BATCH)
    again: list[int] = []
    untold = notice.untold
    for each in attendances:
        card, asks = _personal_card(notice, event, each)
        if card is None:
            continue
        untold += not _tell_person(ctx, notice, event, each, card)
        again += [each.id] if asks else []
    ctx.store[Attendances].ask_again(again, ctx.now)
    done = len(attendances) < BATCH
    notice = ctx.store[EventNotices].change(
        notice.id,
        cursor=attendances[-1].id if attendances else notice.cursor,
        untold=untold,
        done_at=ctx.now if done else None,
    )
    if not done:
        _plan_notice(ctx, notice)
    elif untold:
        _report_unreachable(ctx, event, untold)


def _personal_card(notice: EventNotice, event: Event, each: Attendance) -> tuple[Card | None, bool]:
    """The card for one person, if any, and True if it asks them to answer again."""
    now = notice.after or announced_values(event)
    after, before = (
        replace(event, **values) for values in (now, known_to(each.answered_at, notice.steps, now))
    )
    rsvp = each.answer
    match notice.kind:
        case NoticeKind.CANCELLED:
            return cancelled_card(event, before, notice.reason), False
        case NoticeKind.RESTORED:
            return restored_card(event, rsvp), False
    if not change_lines(before, after, exact=rsvp is Rsvp.GOING):
        return None, False
    asks = is_moved(before, after) and rsvp is not Rsvp.MAYBE
    return changed_card(event, before, after, rsvp), asks


def _tell_person(
    ctx: JobContext, notice: EventNotice, event: Event, each: Attendance, card: Card
) -> bool:
    member = None if each.member_id is None else ctx.store[Members].get(each.member_id)
    known_starts = (each.before["starts_at"] for each in notice.steps)
    calm = not is_near(ctx.now, event.starts_at, *known_starts)
    return member is not None and ctx.tell(member, card, calm=calm, priority=Priority.ANNOUNCEMENT)


def _tell_rooms(ctx: JobContext, notice: EventNotice, event: Event) -> None:
    """Post in the rooms that an event moved, is called off or reinstated.

    It is a new message: an edit of the event's card notifies nobody.
    """
    before = _before(notice, event)
    match notice.kind:
        case NoticeKind.CANCELLED:
            card = cancelled_card(event, before, notice.reason)
        case NoticeKind.RESTORED:
            card = titled_card(event, (_restored_line(event),))
        case _ if is_moved(before, event):
            card = titled_card(event, tuple(date_change(before, event)), typed=typed_yes(event))
        case _:
            return
    for room in rooms_for(ctx, event.group_id, RoomKind.COMMUNITY, RoomKind.CHANNEL):
        ctx.post(room.address, card, again=False)


def _tell_maker_and_gardeners(ctx: JobContext, notice: EventNotice, event: Event) -> None:
    """Tell the gardeners about changes by the maker, and the maker about others'."""
    maker = None if event.maker_id is None else ctx.store[Members].get(event.maker_id)
    if maker is None:
        return
    is_change = notice.kind is NoticeKind.CHANGED
    before = _before(notice, event)
    changes = change_lines(before, event) if is_change else []
    exact = change_lines(before, event, exact=True) if is_change else []
    if is_change and notice.steps and not exact:
        return
    if notice.by_maker:
        ctx.tell_gardeners(gardeners_card(event, maker.name, notice.kind, notice.reason, changes))
    attendance = ctx.store[Attendances].mine(event.id, maker.id)
    comes = attendance is not None and attendance.answer not in (Rsvp.DECLINED, Rsvp.NONE)
    if notice.by_others and not (comes and (exact or not is_change)):
        name = ctx.community.name
        ctx.tell(maker, maker_card(event, name, notice.kind, notice.reason, exact))


def _report_unreachable(ctx: JobContext, event: Event, untold: int) -> None:
    ctx.tell_gardeners(
        ntext(
            "I cannot write to {count} person who signed up for event {number}: please tell them "
            "yourselves. To see who comes: {list}.",
            "I cannot write to {count} people who signed up for event {number}: please tell them "
            "yourselves. To see who comes: {list}.",
            untold,
            number=event.number,
            list=event_command.typed(event.number, ("present", "presents")),
        )
    )


def changed_card(event: Event, before: Event, after: Event, answer: Rsvp) -> Card:
    """The changes; people who come or wait are asked again if the date moved."""
    lines = change_lines(before, after, exact=answer is Rsvp.GOING)
    if not is_moved(before, after) or answer is Rsvp.MAYBE:
        return titled_card(event, tuple(lines), (_details_row(event),))
    return titled_card(event, (*lines, text("Are you still coming?")), _still_coming_buttons(event))


def cancelled_card(event: Event, before: Event, reason: str) -> Card:
    off = text("This event is cancelled. It was planned for: {when}.", when=event_time(before))
    return titled_card(event, (off, *_reason_lines(reason)))


def restored_card(event: Event, answer: Rsvp) -> Card:
    lines = (_restored_line(event), *location_lines(event, exact=answer is Rsvp.GOING))
    if answer is Rsvp.MAYBE:
        return titled_card(event, lines, (_details_row(event),))
    kept = text("Your answer is kept.")
    return titled_card(event, (*lines, kept), _still_coming_buttons(event))


def _restored_line(event: Event) -> Text:
    return text("This event will take place after all: {when}.", when=event_time(event))


def _still_coming_buttons(event: Event) -> Buttons:
    yes = answer_event.button(text("I am still coming"), event.id, Rsvp.GOING.value)
    no = answer_event.button(text("I am no longer coming"), event.id, Rsvp.DECLINED.value)
    return ((yes, no), _details_row(event))


def _details_row(event: Event) -> tuple[Button]:
    return (open_event.button(text("Details"), event.id),)


def gardeners_card(
    event: Event, name: str, kind: NoticeKind, reason: str, lines: list[Line]
) -> Card:
    """For gardeners: a member's change to their own event."""
    values = {"name": name, "number": event.number, "title": event.title}
    done = {
        NoticeKind.CHANGED: text("{name} changed their event {number}, “{title}”.", **values),
        NoticeKind.CANCELLED: text("{name} cancelled their event {number}, “{title}”.", **values),
        NoticeKind.RESTORED: text(
            "{name} restored their event {number}, “{title}”: it will take place.", **values
        ),
    }
    return Card(None, (done[kind], *lines, *_reason_lines(reason)), (_details_row(event),))


def maker_card(
    event: Event, community: str, kind: NoticeKind, reason: str, lines: list[Line]
) -> Card:
    done = {
        NoticeKind.CHANGED: text(
            "The gardening team of {community} changed your event.", community=community
        ),
        NoticeKind.CANCELLED: text(
            "The gardening team of {community} cancelled your event.", community=community
        ),
        NoticeKind.RESTORED: text(
            "The gardening team of {community} restored your event: it will take place.",
            community=community,
        ),
    }
    return titled_card(event, (done[kind], *lines, *_reason_lines(reason)), (_details_row(event),))


def _reason_lines(reason: str) -> list[Line]:
    return [text("Why: {reason}", reason=reason)] if reason else []


def is_moved(before: Event, after: Event) -> bool:
    """True if the start changed, so that people are asked again."""
    return before.starts_at != after.starts_at
