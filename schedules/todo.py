"""Each gardener's list of tasks, at their hour."""

from datetime import timedelta

from bot.core import JobContext, JobRegistry
from handlers.todo import send_mornings

jobs = JobRegistry()


@jobs.job("todo_mornings", grace=timedelta(minutes=30), every=timedelta(minutes=15), in_slices=True)
def send_lists(ctx: JobContext, _argument: None) -> bool:
    """Send the list to the gardeners whose hour has come, one after the other."""
    return send_mornings(ctx)
