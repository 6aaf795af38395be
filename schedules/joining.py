"""Shared welcomes of newcomers."""

from datetime import timedelta

from bot.core import JobContext, JobRegistry
from handlers.joining import update_welcomes

jobs = JobRegistry()


@jobs.job("welcome", grace=timedelta(minutes=5), every=timedelta(minutes=1))
def welcome_newcomers(ctx: JobContext, _argument: None) -> None:
    update_welcomes(ctx)
