"""Send an announcement at once or at its time, after an approval where it needs one."""

from datetime import datetime
from typing import Annotated

from bot.core import Act, Answer, Button, Card, Context, Replace, Router, asks, at_most, text
from bot.domain.announcements import AnnouncementState, announcing_approval
from bot.domain.dates.recurrence import parse_rule
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
from bot.vocabulary.publications import NEUTRAL, ask_if_neutral, note_neutral, rule_must_be_neutral
from handlers.announcements.announcement import (
    AnnouncementSent,
    announcement_by_id,
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
from handlers.announcements.recipients import Reach, count_text, reach_of
from handlers.announcements.sending import start_run
from storage.announcements import Announcement, AnnouncementRuns, Announcements

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
