"""Newcomers are asked after a week."""

from datetime import timedelta

from bot.core import JobContext, JobRegistry
from handlers.newcomers import ask_about_first_weeks

jobs = JobRegistry()


@jobs.job("first_weeks", grace=timedelta(minutes=30), every=timedelta(hours=1))
def ask_newcomers(ctx: JobContext, _argument: None) -> None:
    """Ask those who joined a week ago."""
    ask_about_first_weeks(ctx)
