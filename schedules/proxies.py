"""Requests by voice expire."""

from datetime import timedelta

from bot.core import JobContext, JobRegistry
from handlers.proxies import erase_expired

jobs = JobRegistry()


@jobs.job("proxies", grace=timedelta(days=1), every=timedelta(hours=1))
def erase_expired_requests(ctx: JobContext, _argument: None) -> None:
    erase_expired(ctx)
