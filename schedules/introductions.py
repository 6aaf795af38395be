"""Introductions: sides that were not asked yet, and the question a month later."""

from datetime import timedelta

from bot.core import JobContext, JobRegistry
from handlers.introductions import ask_waiting_sides, follow_up_introductions

jobs = JobRegistry()


@jobs.job("introductions", grace=timedelta(days=1), every=timedelta(minutes=15))
def go_on_with_introductions(ctx: JobContext, _argument: None) -> None:
    """Ask those who wait to be asked, and whether older introductions helped."""
    ask_waiting_sides(ctx)
    follow_up_introductions(ctx)
