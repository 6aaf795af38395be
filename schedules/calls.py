"""Entries that ended calls do not keep are deleted, and their authors told."""

from datetime import timedelta

from bot.core import JobContext, JobRegistry
from handlers.calls import clear_calls

jobs = JobRegistry()


@jobs.job("calls", grace=timedelta(days=1), every=timedelta(hours=1), in_slices=True)
def clear_entries(ctx: JobContext, _argument: None) -> bool:
    """Delete the next ones, where their number was too large for the end of the call."""
    return clear_calls(ctx)
