"""Web feeds are read."""

from datetime import timedelta

from bot.core import JobContext, JobRegistry
from handlers.feeds import read_due_feeds

jobs = JobRegistry()


@jobs.job("web_feeds", grace=timedelta(hours=1), every=timedelta(hours=1))
def read_feeds(ctx: JobContext, _argument: None) -> None:
    read_due_feeds(ctx)
