"""Old rows are purged, and inactive members asked whether to stay."""

from datetime import timedelta

from bot.core import JobContext, JobRegistry
from handlers.personal_data import ask_inactive_members, purge_old_rows

jobs = JobRegistry()


@jobs.job("housekeeping", grace=timedelta(days=1), every=timedelta(hours=1), in_slices=True)
def purge_rows(ctx: JobContext, _argument: None) -> bool:
    """Do the next steps, where those before are committed."""
    return purge_old_rows(ctx)


@jobs.job("retention", grace=timedelta(hours=1), every=timedelta(minutes=2))
def ask_inactive(ctx: JobContext, _argument: None) -> None:
    ask_inactive_members(ctx)
