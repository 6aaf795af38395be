"""External calendars are fetched."""

from datetime import timedelta

from bot.core import JobContext, JobRegistry
from handlers.external_calendars import fetch_due_calendars

jobs = JobRegistry()


@jobs.job("feeds", grace=timedelta(hours=1), every=timedelta(hours=1))
def fetch_calendars(ctx: JobContext, _argument: None) -> None:
    fetch_due_calendars(ctx)
