"""Months that are over are counted once."""

from datetime import timedelta

from bot.core import JobContext, JobRegistry
from handlers.stats import keep_next_month

jobs = JobRegistry()


@jobs.job("figures", grace=timedelta(hours=1), every=timedelta(hours=1), in_slices=True, apart=True)
def keep_figures(ctx: JobContext, _argument: None) -> bool:
    """Keep the figures of a month; True while others are left."""
    return keep_next_month(ctx)
