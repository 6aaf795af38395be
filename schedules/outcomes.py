"""Questions after events: to gardeners and to people who were there, and about next steps."""

from datetime import timedelta

from bot.core import JobContext, JobRegistry
from handlers.outcomes import ask_afterwards, ask_whether_done

jobs = JobRegistry()


@jobs.job("outcomes", grace=timedelta(days=1), every=timedelta(minutes=1), in_slices=True)
def ask_about_outcomes(ctx: JobContext, _argument: None) -> bool:
    """Ask about the events that took place, the day after."""
    return ask_afterwards(ctx)


@jobs.job("next-steps", grace=timedelta(days=1), every=timedelta(minutes=15))
def ask_about_next_steps(ctx: JobContext, _argument: None) -> None:
    """Ask whether next steps and outcomes of polls were done, on their day."""
    ask_whether_done(ctx)
