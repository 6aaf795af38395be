"""Send an announcement at once or at its time, after an approval where it needs one."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Annotated

from bot.core import (
    Act,
    Answer,
    Button,
    Card,
    Context,
    JobContext,
    Line,
    Replace,
    Router,
    asks,
    at_most,
    text,
)
from bot.domain.announcements import AnnouncementState, announcing_approval
from bot.domain.circles import Sending
from bot.domain.dates.recurrence import Once, parse_rule
from bot.domain.rates import PROPOSALS
from bot.domain.roles import Hand, Role
from bot.references.announcements import (
    announcement_command,
    announcement_job,
    announcement_run_card,
    announcement_thing,
    approve_announcement,
    approve_neutral_announcement,
    ask_correction,
    call_off_announcement,
    choose_time,
    discard_announcement,
    look_at_run,
    send_announcement,
    send_neutral_announcement,
)
from bot.vocabulary.gardeners import gardeners_rooms
from bot.vocabulary.publications import (
    NEUTRAL,
    ask_if_neutral,
    check_lines,
    must_be_neutral,
    note_neutral,
    rule_must_be_neutral,
)
from handlers.announcements.announcement import (
    AnnouncementSent,
    announcement_by_id,
    announcement_message,
    announcement_title,
    draft_again,
    job_key,
    look_button,
    notice_card,
    passed_time,
    rule_of,
    unsent_announcement,
)
from handlers.announcements.preview import approval_card, preview_card
from handlers.announcements.progress import follow_run
from handlers.announcements.recipients import Reach, count_text, reach_of, told_by
from storage.announcements import (
    Announcement,
    AnnouncementRun,
    AnnouncementRuns,
    Announcements,
    RoomPost,
    ToldPeople,
)
from storage.schedules import Schedules

router = Router()

SEND = Act(text("{who} sent an announcement"), text("send an announcement"))
APPROVE = Act(text("{who} approved an announcement"), text("approve an announcement"))
SEND_NEUTRAL = Act(
    text("{who} checked that an announcement is neutral and sent it"),
    text("send an announcement that is neutral"),
)
APPROVE_NEUTRAL = Act(
    text("{who} checked that an announcement is neutral and approved it"),
    text("approve an announcement that is neutral"),
)
CORRECT = Act(
    text("{who} asked for corrections to an announcement"),
    text("ask for corrections to an announcement"),
)
CALL_OFF = Act(text("{who} called off an announcement"), text("call off an announcement"))

LONGEST_REASON = 500

CATCH_UP = timedelta(hours=3)
"""Time after its due time in which it still goes out, after a pause."""


@router.button(
    send_announcement,
    of=announcement_thing,
    deliberate=True,
    who=Role.GARDENER,
    limit=PROPOSALS,
    trace=SEND,
)
def submit_announcement(ctx: Context, announcement_id: int, asks_first: int) -> Answer:
    """Send or plan the announcement that was read, or ask the other gardener first."""
    found = unsent_announcement(ctx, announcement_id)
    return submit(ctx, found, asks_first=bool(asks_first))


@router.button(
    send_neutral_announcement,
    of=announcement_thing,
    deliberate=True,
    who=Role.GARDENER,
    limit=PROPOSALS,
    trace=SEND_NEUTRAL,
)
def submit_neutral(ctx: Context, announcement_id: int, asks_first: int) -> Answer:
    found = unsent_announcement(ctx, announcement_id)
    answer = submit(ctx, found, asks_first=bool(asks_first), neutral=True)
    _note_check(ctx, found)
    return answer


def submit(ctx: Context, found: Announcement, *, asks_first: bool, neutral: bool = False) -> Answer:
    """Send, plan or submit it; in a pre-election period, once it is `neutral`.

    A button that `asks_first` does not send, even if fewer people would get it by now.
    """
    ctx.trace(number=found.number)
    reach = reach_of(ctx, found)
    reach.check()
    approval = announcing_approval(ctx.member.id, ctx.hands())
    is_large = reach.is_large or asks_first
    status = found.status.submit(approval, is_large=is_large, unattended=ctx.unattended_seats())
    confirm = send_neutral_announcement.button(NEUTRAL, found.id, int(asks_first))
    if held := _required_step(ctx, found, confirm, neutral=neutral):
        return held
    found.neutral = neutral
    ctx.store[Announcements].become(found, status)
    if status.state is AnnouncementState.SUBMITTED:
        return _ask_approval(ctx, found)
    return _start_or_plan(ctx, found, reach)


@router.button(
    approve_announcement,
    of=announcement_thing,
    deliberate=True,
    who=Role.GARDENER,
    limit=PROPOSALS,
    trace=APPROVE,
)
def approve_shown_announcement(ctx: Context, announcement_id: int) -> Answer:
    """Approve the announcement that was read: it goes out."""
    return approve(ctx, unsent_announcement(ctx, announcement_id))


@router.button(
    approve_neutral_announcement,
    of=announcement_thing,
    deliberate=True,
    who=Role.GARDENER,
    limit=PROPOSALS,
    trace=APPROVE_NEUTRAL,
)
def approve_neutral(ctx: Context, announcement_id: int) -> Answer:
    found = unsent_announcement(ctx, announcement_id)
    answer = approve(ctx, found, neutral=True)
    _note_check(ctx, found)
    return answer


def approve(ctx: Context, found: Announcement, *, neutral: bool = False) -> Answer:
    """Approve it; in a pre-election period, once it is `neutral`."""
    ctx.trace(number=found.number)
    approval = announcing_approval(ctx.member.id, ctx.hands(), found.status.submitted)
    reach = reach_of(ctx, found)
    status = found.status.approve(approval, unattended=ctx.unattended_seats())
    reach.check()
    confirm = approve_neutral_announcement.button(NEUTRAL, found.id)
    if held := _required_step(ctx, found, confirm, neutral=neutral):
        return held
    found.neutral = found.neutral or neutral
    ctx.store[Announcements].become(found, status)
    approved = text(
        "{name} approved announcement {number}.", name=ctx.member.name, number=found.number
    )
    ctx.tell_other_gardeners(approved)
    return _start_or_plan(ctx, found, reach)


@router.button(ask_correction, of=announcement_thing, who=Role.GARDENER, trace=CORRECT)
def ask_announcement_correction(ctx: Context, announcement_id: int) -> Answer:
    found = unsent_announcement(ctx, announcement_id)
    shown = str(announcement_thing.present(ctx, found.id))
    return correct_announcement.ask(ctx, announcement=str(found.id), shown=shown)


@router.form("announcement_correction", who=Role.GARDENER, trace=CORRECT)
def correct_announcement(
    ctx: Context,
    announcement: int,
    shown: int,
    why: Annotated[
        str,
        asks("What needs correcting? The gardening team will read it."),
        at_most(LONGEST_REASON),
    ],
) -> Card:
    """Turn a submitted announcement back into a draft, and say why."""
    announcement_thing.check(ctx, announcement, shown)
    found = draft_again(ctx, announcement)
    request = text("{name} asked for corrections:", name=ctx.member.name)
    ctx.tell_other_gardeners(notice_card(found, request, text("“{why}”", why=why.strip())))
    return preview_card(ctx, found)


@router.button(call_off_announcement, who=Role.GARDENER, trace=CALL_OFF)
def call_off(ctx: Context, announcement_id: int) -> Replace:
    """Take back an announcement that is planned or submitted: it is a draft again."""
    return Replace(preview_card(ctx, draft_again(ctx, announcement_id)))


@router.button(
    discard_announcement, deliberate=True, tone="danger", who=Role.GARDENER, trace=CALL_OFF
)
def discard(ctx: Context, announcement_id: int) -> Replace:
    """Throw an announcement away; one that has gone out only goes out no more."""
    found = announcement_by_id(ctx, announcement_id)
    if found.state is AnnouncementState.DONE:
        raise AnnouncementSent(number=found.number, announcements=announcement_command.typed())
    ctx.unplan(job_key(found.id))
    if ctx.store[AnnouncementRuns].have_begun(found):
        ctx.store[Announcements].become(found, found.status.end())
        return Replace(text("Announcement {number} will not go out any more.", number=found.number))
    ctx.store[Announcements].remove(found)
    return Replace(text("Thrown away. Nothing of it was kept."))


def _required_step(
    ctx: Context, announcement: Announcement, confirm: Button, *, neutral: bool
) -> Replace | None:
    """The step that comes first: another time, or a check. None if there is none."""
    if passed := passed_time(announcement, ctx.now):
        return _reopen_without_time(ctx, announcement, passed)
    if neutral or not rule_must_be_neutral(ctx, rule_of(announcement)):
        return None
    return ask_if_neutral(ctx, announcement_title(announcement), confirm, look_button(announcement))


def _note_check(ctx: Context, announcement: Announcement) -> None:
    checked = text(
        "{name} checked that announcement {number} is neutral (pre-election period).",
        name=ctx.member.name,
        number=announcement.number,
    )
    note_neutral(ctx, checked)


def _ask_approval(ctx: Context, announcement: Announcement) -> Replace:
    """Show it to the other gardeners, and tell the back room."""
    ctx.tell_other_gardeners(approval_card(ctx, announcement, is_own=True))
    line = text(
        "{name} submitted announcement {number}.", name=ctx.member.name, number=announcement.number
    )
    ctx.tell_back_room(line)
    return Replace(preview_card(ctx, announcement))


def _reopen_without_time(ctx: Context, announcement: Announcement, passed: datetime) -> Replace:
    """Make it a draft without a time, so that it does not start because its date has passed."""
    why = text("Its date has passed: {moment}. It did not go out, and is a draft.", moment=passed)
    if announcement.state is not AnnouncementState.DRAFT:
        ctx.tell_other_gardeners(notice_card(announcement, why))
    ctx.store[Announcements].become(announcement, announcement.status.reopen())
    announcement.rule = ""
    time = choose_time.button(text("Choose another time"), announcement.id)
    return Replace(Card(announcement_title(announcement), (why,), ((time,),)))


def _tell_absent_gardener(ctx: Context, announcement: Announcement) -> None:
    """Tell the absent holder of the other seat about an approval without them."""
    given = announcement.status.approved
    if given is None or given.hand is not Hand.NOBODY:
        return
    holder = ctx.seat_statuses()[given.seat].holder
    if holder is not None:
        why = text("You are away: {name} decided without your approval.", name=ctx.member.name)
        ctx.tell_in_person(holder, notice_card(announcement, why))


def _start_or_plan(ctx: Context, announcement: Announcement, reach: Reach) -> Answer:
    """Start it now, or plan it if it has a time."""
    _tell_absent_gardener(ctx, announcement)
    if not announcement.rule:
        run = start_run(ctx, announcement, reach, ctx.now)
        ctx.store[Announcements].become(announcement, announcement.status.end())
        now = text("It goes out now, {recipients}.", recipients=count_text(reach))
        follow = look_at_run.button(text("See how far it is"), run.id)
        rows = (*announcement_run_card(ctx, run.id).buttons, (follow,))
        return Replace(Card(announcement_title(announcement), (now,), rows))
    rule = parse_rule(announcement.rule)
    announcement_job.plan(ctx, job_key(announcement.id), rule, announcement.id)
    return Replace(preview_card(ctx, announcement))


def start_due_announcement(ctx: JobContext, announcement_id: int) -> None:
    """Send the announcement that is due, unless it has become too large for one gardener."""
    found = _planned_announcement(ctx, announcement_id)
    if found is None:
        return
    if not found.neutral and must_be_neutral(ctx):
        _wait_for_check(ctx, found)
        return
    reach = reach_of(ctx, found)
    if reach.is_large and lacks_approval(ctx, found):
        ctx.store[Announcements].become(found, found.status.ask_again())
        if _is_once(found):
            found.rule = ""  # its date is now: once approved, it goes out at once
        ctx.tell_gardeners(approval_card(ctx, found))
        return
    if not reach.people.count and not reach.places:
        why = text("Nobody would have got it this time: it did not go out.")
        ctx.tell_gardeners(notice_card(found, why))
    else:
        planned = ctx.store[Schedules].get(job_key(found.id))
        start_run(ctx, found, reach, ctx.now if planned is None else planned.since)
    if _is_once(found):
        ctx.store[Announcements].become(found, found.status.end())


def miss_due_announcement(ctx: JobContext, announcement_id: int) -> None:
    """Hold back one whose time passed too long ago while the program was down."""
    _hold_back(ctx, announcement_id, text("It did not go out: the service was interrupted."))


def hold_doubtful_announcement(ctx: JobContext, announcement_id: int) -> None:
    """Hold back one that may have gone out before a backup was restored."""
    why = text("It may have gone out before the backup was restored: I do not send it again.")
    _hold_back(ctx, announcement_id, why)


def _hold_back(ctx: JobContext, announcement_id: int, why: Line) -> None:
    found = _planned_announcement(ctx, announcement_id)
    if found is None:
        return
    if _is_once(found):
        ctx.store[Announcements].become(found, found.status.reopen())
        found.rule = ""
    ctx.tell_gardeners(notice_card(found, why))


def _wait_for_check(ctx: JobContext, found: Announcement) -> None:
    """Make it a draft that goes out, or on, once a gardener has checked that it is neutral."""
    ctx.store[Announcements].become(found, found.status.reopen())
    then = text("It did not go out. Once it is checked and approved, it goes out at its times.")
    if _is_once(found):
        found.rule = ""
        then = text("It did not go out. Once it is checked and approved, it goes out at once.")
    card = notice_card(found, then, *check_lines(ctx))
    confirm = send_neutral_announcement.button(NEUTRAL, found.id, 0)
    ctx.tell_gardeners(replace(card, buttons=((confirm,), *card.buttons)))


def _planned_announcement(ctx: JobContext, announcement_id: int) -> Announcement | None:
    found = ctx.store[Announcements].get(announcement_id)
    return found if found is not None and found.state is AnnouncementState.PLANNED else None


def _is_once(announcement: Announcement) -> bool:
    return isinstance(parse_rule(announcement.rule), Once)


def start_run(
    ctx: JobContext, announcement: Announcement, reach: Reach, due_at: datetime
) -> AnnouncementRun:
    """Post it in its rooms, mail it to its people, and show the gardeners its progress.

    A message with an unknown result is not sent again. The recipients of one gardener alone are
    noted and settled: a resumed run adds no later members.
    """
    alone = lacks_approval(ctx, announcement)
    message = announcement_message(ctx, announcement)
    runs = ctx.store[AnnouncementRuns]
    people, rooms = reach.people.count, len(reach.places)
    run = runs.begin(announcement, due_at, people=people, rooms=rooms)
    posts = [
        RoomPost.to(room, ctx.post(room.address, message, again=False)) for room in reach.places
    ]
    runs.post(run, posts)
    if people:
        mailing = ctx.mail(
            Sending.ANNOUNCEMENT, message, audience=announcement.audience, settled=alone
        )
        run.mailing_id = mailing.id
    if alone:
        ctx.store[ToldPeople].add(run, announcement, told_by(ctx, announcement, reach))
    for room in gardeners_rooms(ctx):
        announcement_run_card.post(ctx, room, run.id)
    follow_run(ctx, run)
    return run


def lacks_approval(ctx: JobContext, announcement: Announcement) -> bool:
    """True if the other seat did not approve it, or was away then and is back now."""
    given = announcement.status.approved
    return given is None or (given.hand is Hand.NOBODY and given.seat not in ctx.unattended_seats())
