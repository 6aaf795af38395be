"""The monthly map of members, where a public page shows it."""

from datetime import timedelta

from bot.core import JobContext, JobRegistry
from handlers.public_page import take_snapshots

jobs = JobRegistry()


@jobs.job("page_maps", grace=timedelta(hours=1), every=timedelta(hours=1))
def take_maps(ctx: JobContext, _argument: None) -> None:
    """Take the month's snapshot."""
    take_snapshots(ctx)
