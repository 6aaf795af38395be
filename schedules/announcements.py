"""Jobs of announcements: send those that are due, and follow those under way."""

from datetime import timedelta

from bot.core import JobContext, JobRegistry
from bot.references.announcements import announcement_job
from handlers.announcements import (
    CATCH_UP,
    count_rooms,
    follow_announcements,
    hold_doubtful_announcement,
    miss_due_announcement,
    start_due_announcement,
)

jobs = JobRegistry()


@jobs.job(
    announcement_job,
    grace=CATCH_UP,
    missed=miss_due_announcement,
    in_doubt=hold_doubtful_announcement,
)
def send_announcement_now(ctx: JobContext, announcement_id: int) -> None:
    start_due_announcement(ctx, announcement_id)


@jobs.job("announcement_progress", grace=timedelta(hours=1), every=timedelta(seconds=30))
def follow_sendings(ctx: JobContext, _argument: None) -> None:
    follow_announcements(ctx)


@jobs.job("room_sizes", grace=timedelta(hours=1), every=timedelta(hours=1), in_slices=True)
def count_rooms_again(ctx: JobContext, _argument: None) -> bool:
    return count_rooms(ctx)
