"""Each gardener's list of tasks, at their hour."""

from datetime import timedelta

from bot.core import JobContext, JobRegistry
from handlers.todo import send_mornings

jobs = JobRegistry()


@jobs.job("todo_mornings", grace=timedelta(minutes=30), every=timedelta(minutes=15))
def send_lists(ctx: JobContext, _argument: None) -> None:
    """Send the list to the gardeners whose hour has come."""
    send_mornings(ctx)
