"""Portraits: one reminder after a week, and none stays in a room without its person's yes."""

from datetime import timedelta

from bot.core import JobContext, JobRegistry
from handlers.portraits import remind_and_tidy

jobs = JobRegistry()


@jobs.job("portraits", grace=timedelta(hours=1), every=timedelta(hours=1))
def tidy_portraits(ctx: JobContext, _argument: None) -> None:
    """Remind some people of their questions, and take out what may not be shown."""
    remind_and_tidy(ctx)
