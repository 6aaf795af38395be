"""An announcement at its time."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.core import JobContext, Line, text
from bot.domain.announcements.approvals import AnnouncementState
from bot.domain.dates.recurrence.recurrence import Once, parse_rule
from bot.references.announcements import send_neutral_announcement
from bot.vocabulary.community.neutrality import NEUTRAL, check_lines, must_be_neutral
from handlers.announcements.announcement_lookup import job_key
from handlers.announcements.announcement_words import notice_card
from handlers.announcements.drafting.preview import approval_card
from handlers.announcements.recipients.recipients import reach_of
from handlers.announcements.sending.run_start import lacks_approval, start_run
from storage.announcements import Announcement, Announcements
from storage.schedules import Schedules

CATCH_UP = timedelta(hours=3)
"""Time after its due time in which it still goes out, after a pause."""


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
        start_run(ctx, found, reach, _due_at(ctx, found))
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
    if _is_once(found):
        found.rule = ""
        then = text("It did not go out. Once it is checked and approved, it goes out at once.")
    else:
        then = text("It did not go out. Once it is checked and approved, it goes out at its times.")
    card = notice_card(found, then, *check_lines(ctx))
    confirm = send_neutral_announcement.button(NEUTRAL, found.id, 0)
    ctx.tell_gardeners(replace(card, buttons=((confirm,), *card.buttons)))


def _planned_announcement(ctx: JobContext, announcement_id: int) -> Announcement | None:
    found = ctx.store[Announcements].get(announcement_id)
    return found if found is not None and found.state is AnnouncementState.PLANNED else None


def _is_once(announcement: Announcement) -> bool:
    return isinstance(parse_rule(announcement.rule), Once)


def _due_at(ctx: JobContext, announcement: Announcement) -> datetime:
    planned = ctx.store[Schedules].get(job_key(announcement.id))
    return ctx.now if planned is None else planned.since
