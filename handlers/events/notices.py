"""Those who signed up are told of a change: gathered for half an hour, then once, in parts."""

from datetime import datetime, timedelta

from bot.core import Card, Context, JobContext, Line, ntext, text
from bot.domain.dates.recurrence import Once
from bot.domain.events.changes import NoticeKind, Step, due_at, is_near, known_to
from bot.domain.events.rules import EventState, Rsvp
from bot.domain.roles import Role
from bot.references.events import event_command, event_notice_job
from handlers.events.change_words import (
    by_its_maker,
    by_those_who_tend,
    cancelled_card,
    changed_card,
    differences,
    is_moved,
    known_of,
    moved_in_room,
    restored_card,
    restored_in_room,
)
from storage.communities import RoomKind
from storage.events import Attendance, Attendances, Event, EventNotice, EventNotices, Events
from storage.members import Members
from storage.outbound import Priority

JOB = "event_notice"
AT_ONCE = 50
"""How many people are told in one unit of work: others wait for it."""
_SOON = timedelta(seconds=1)


# What has to be told


def note_change(ctx: JobContext, before: Event, after: Event) -> None:
    """An announced event was changed: who signed up is told in a while, unless it is undone."""
    notices = ctx.store[EventNotices]
    notice = notices.open(after.id) or notices.add(
        after.id, NoticeKind.CHANGED, due_at(ctx.now, before.starts_at, after.starts_at)
    )
    steps = list(notice.steps)
    due = notice.due_at
    if known_of(before) != known_of(after):
        later = due_at(ctx.now, before.starts_at, after.starts_at)
        due = min(due, later) if steps else later
        steps.append(Step(ctx.now, known_of(before)))
    _signed(ctx, after, notices.change(notice.id, steps=steps, due_at=due))


def note_cancelled(ctx: JobContext, event: Event, reason: str) -> None:
    """An event was called off: who signed up is told now, and of no change any more."""
    notices = ctx.store[EventNotices]
    pending = notices.open(event.id)
    if pending is not None and pending.kind is NoticeKind.RESTORED:
        notices.drop(event.id)  # as far as anybody was told, it never took place again
        return
    notices.stop(event.id, ctx.now)
    notice = pending or notices.add(event.id, NoticeKind.CANCELLED, ctx.now)
    cancelled = notices.change(
        notice.id, kind=NoticeKind.CANCELLED.value, reason=reason, due_at=ctx.now
    )
    _signed(ctx, event, cancelled)


def note_restored(ctx: JobContext, event: Event) -> None:
    """An event takes place after all: who was told that it does not is told so."""
    notices = ctx.store[EventNotices]
    pending = notices.open(event.id)
    if pending is None:
        notices.stop(event.id, ctx.now)
        _signed(ctx, event, notices.add(event.id, NoticeKind.RESTORED, ctx.now))
    elif pending.steps:  # nobody was told yet, save that it changed before
        later = due_at(ctx.now, event.starts_at)
        kept = {"kind": NoticeKind.CHANGED.value, "reason": "", "due_at": later}
        _plan(ctx, notices.change(pending.id, **kept))
    else:
        notices.drop(event.id)


def _signed(ctx: JobContext, event: Event, notice: EventNotice) -> None:
    """Note on whose side it was done, and plan when it is told."""
    who = ctx.person.member if isinstance(ctx, Context) else None
    if who is not None and event.maker_id != who.id:
        notice = ctx.store[EventNotices].change(notice.id, by_others=True)
    elif isinstance(ctx, Context) and ctx.role < Role.GARDENER:
        notice = ctx.store[EventNotices].change(notice.id, by_maker=True)
    _plan(ctx, notice)


def _plan(ctx: JobContext, notice: EventNotice) -> None:
    at = max(notice.due_at, ctx.now + _SOON)
    event_notice_job.plan(ctx, f"{JOB}:{notice.id}:{notice.cursor}", Once(at), notice.id)


def pending(ctx: JobContext, event: Event) -> list[Line]:
    """When those who signed up are told of what was changed, where there are any."""
    counts = ctx.store[Attendances].counts(event.id)
    notice = ctx.store[EventNotices].open(event.id)
    if notice is None or not notice.steps or not counts.going + counts.maybe + counts.waiting:
        return []
    if not differences(notice.steps[0].before, known_of(event)):
        return [text("It is as it was before: nobody is told anything.")]
    if notice.due_at <= ctx.now:
        return [text("Those who signed up are told now.")]
    return [
        text(
            "Those who signed up are told on {at}. What you change until then goes into the same "
            "message.",
            at=notice.due_at,
        )
    ]


# Telling it


def tell_next(ctx: JobContext, notice_id: int) -> None:
    """Tell the next of those who signed up, each once; the first time the others as well."""
    notice = ctx.store[EventNotices].get(notice_id)
    if notice is None or notice.done_at is not None:
        return
    event = ctx.store[Events].hold(notice.event_id)
    if not _still_holds(ctx, notice, event):
        ctx.store[EventNotices].change(notice.id, started_at=ctx.now, done_at=ctx.now)
        return
    if notice.started_at is None:
        notice = ctx.store[EventNotices].change(
            notice.id, started_at=ctx.now, after=known_of(event)
        )
        _tell_rooms(ctx, notice, event)
        _tell_sides(ctx, notice, event)
    _tell_some(ctx, notice, event)


def _still_holds(ctx: JobContext, notice: EventNotice, event: Event) -> bool:
    state = EventState.PUBLISHED
    if notice.kind is NoticeKind.CANCELLED:
        state = EventState.CANCELLED
    began = [event.over_at, *(each.before.starts_at for each in notice.steps)]
    return event.state == state and max(began) > ctx.now


def _tell_some(ctx: JobContext, notice: EventNotice, event: Event) -> None:
    those = ctx.store[Attendances].to_tell(event.id, notice.cursor, AT_ONCE)
    again: list[int] = []
    untold = notice.untold
    for each in those:
        card, asks = _for(notice, event, each)
        if card is None:
            continue
        untold += not _tell(ctx, notice, event, each, card)
        again += [each.id] if asks else []
    ctx.store[Attendances].ask_again(again, ctx.now)
    done = len(those) < AT_ONCE
    notice = ctx.store[EventNotices].change(
        notice.id,
        cursor=those[-1].id if those else notice.cursor,
        untold=untold,
        done_at=ctx.now if done else None,
    )
    if not done:
        _plan(ctx, notice)
    elif untold:
        _tell_untold(ctx, event, untold)


def _for(notice: EventNotice, event: Event, each: Attendance) -> tuple[Card | None, bool]:
    """What one person is told, if anything, and whether they have to answer again."""
    after = notice.after or known_of(event)
    before = known_to(each.answered_at, notice.steps, after)
    rsvp = Rsvp(each.answer)
    match notice.kind:
        case NoticeKind.CANCELLED:
            return cancelled_card(event, before, notice.reason), False
        case NoticeKind.RESTORED:
            return restored_card(event, rsvp), False
    if not differences(before, after):
        return None, False
    asks = is_moved(before, after) and rsvp is not Rsvp.MAYBE
    return changed_card(event, before, after, rsvp), asks


def _tell(ctx: JobContext, notice: EventNotice, event: Event, each: Attendance, card: Card) -> bool:
    member = None if each.member_id is None else ctx.store[Members].get(each.member_id)
    calm = not is_near(ctx.now, *_begins(notice, event))
    return member is not None and ctx.tell(member, card, calm=calm, priority=Priority.ANNOUNCEMENT)


def _begins(notice: EventNotice, event: Event) -> list[datetime]:
    """When it begins, and when people may still think that it does."""
    return [event.starts_at, *(each.before.starts_at for each in notice.steps)]


def _tell_rooms(ctx: JobContext, notice: EventNotice, event: Event) -> None:
    """Say anew in the rooms what nobody should miss."""
    after = known_of(event)
    before = notice.steps[0].before if notice.steps else after
    match notice.kind:
        case NoticeKind.CANCELLED:
            said = cancelled_card(event, before, notice.reason)
        case NoticeKind.RESTORED:
            said = restored_in_room(event)
        case _ if is_moved(before, after):
            said = moved_in_room(event, before, after)
        case _:
            return
    for room in ctx.rooms(RoomKind.COMMUNITY, RoomKind.CHANNEL):
        ctx.post(room.address, said, again=False)


def _tell_sides(ctx: JobContext, notice: EventNotice, event: Event) -> None:
    """Tell the gardeners what its maker did, and its maker what others did."""
    maker = None if event.maker_id is None else ctx.store[Members].get(event.maker_id)
    if maker is None:
        return
    before = notice.steps[0].before if notice.steps else known_of(event)
    changes = differences(before, known_of(event)) if notice.kind is NoticeKind.CHANGED else []
    if notice.kind is NoticeKind.CHANGED and notice.steps and not changes:
        return
    if notice.by_maker:
        ctx.tell_gardeners(by_its_maker(event, maker.name, notice.kind, notice.reason, changes))
    mine = ctx.store[Attendances].mine(event.id, maker.id)
    comes = mine is not None and mine.answer not in (Rsvp.DECLINED, Rsvp.NONE)
    if notice.by_others and not (comes and (changes or notice.kind is not NoticeKind.CHANGED)):
        name = ctx.community.name
        ctx.tell(maker, by_those_who_tend(event, name, notice.kind, notice.reason, changes))


def _tell_untold(ctx: JobContext, event: Event, untold: int) -> None:
    ctx.tell_gardeners(
        ntext(
            "{count} person who signed up for event {number} cannot be written to: tell them "
            "yourselves. {list} shows who comes.",
            "{count} people who signed up for event {number} cannot be written to: tell them "
            "yourselves. {list} shows who comes.",
            untold,
            number=event.number,
            list=event_command.typed(event.number, ("present", "presents")),
        )
    )
