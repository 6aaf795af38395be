"""Hosts of monthly visits are asked in time."""

from datetime import timedelta

from bot.core import JobContext, JobRegistry
from handlers.visits import ask_hosts

jobs = JobRegistry()


@jobs.job("visits", grace=timedelta(days=1), every=timedelta(minutes=10))
def ask_next_hosts(ctx: JobContext, _argument: None) -> None:
    """Ask the next host of each series, or tell its gardeners that there is none."""
    ask_hosts(ctx)
