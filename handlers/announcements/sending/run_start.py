"""Start one occurrence of an announcement."""

from datetime import datetime

from bot.core import JobContext, direct_room
from bot.domain.circles import Sending
from bot.domain.roles import Hand
from bot.references.announcements import announcement_run_card
from handlers.announcements.announcement_words import announcement_message
from handlers.announcements.recipients.recipients import Reach, told_by
from handlers.announcements.sending.progress import follow_run
from storage.announcements import (
    Announcement,
    AnnouncementRun,
    AnnouncementRuns,
    RoomPost,
    ToldPeople,
)
from storage.communities import RoomKind


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
    _show_progress(ctx, run)
    follow_run(ctx, run)
    return run


def lacks_approval(ctx: JobContext, announcement: Announcement) -> bool:
    """True if nobody approved it from the other seat, or that seat was away and is not now."""
    given = announcement.status.approved
    return given is None or (given.hand is Hand.NOBODY and given.seat not in ctx.unattended)


def _show_progress(ctx: JobContext, run: AnnouncementRun) -> None:
    """Post the live card in the back room, or to each gardener if there is none."""
    rooms = [each.address for each in ctx.rooms(RoomKind.GARDENERS)]
    if not rooms:
        found = (direct_room(ctx.store, each) for each in ctx.gardeners().values())
        rooms = [each for each in found if each is not None]
    for room in dict.fromkeys(rooms):
        announcement_run_card.post(ctx, room, run.id)
