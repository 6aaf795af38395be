"""An announcement at its time: one occurrence of it is started, held back or missed."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.core import JobContext, Line, text
from bot.domain.announcements import AnnouncementState
from bot.domain.circles import Sending
from bot.domain.dates.recurrence import Once, parse_rule
from bot.domain.roles import Hand
from bot.references.announcements import announcement_run_card, send_neutral_announcement
from bot.vocabulary.gardeners import gardeners_rooms
from bot.vocabulary.publications import NEUTRAL, check_lines, must_be_neutral
from handlers.announcements.announcement import announcement_message, job_key, notice_card
from handlers.announcements.preview import approval_card
from handlers.announcements.progress import follow_run
from handlers.announcements.recipients import Reach, reach_of, told_by
from storage.announcements import (
    Announcement,
    AnnouncementRun,
    AnnouncementRuns,
    Announcements,
    RoomPost,
    ToldPeople,
)
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
