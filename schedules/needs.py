"""Needs and offers end on their day."""

from datetime import timedelta

from bot.core import JobContext, JobRegistry
from handlers.needs import ask_about_ends

jobs = JobRegistry()


@jobs.job("needs", grace=timedelta(days=1), every=timedelta(hours=1))
def ask_about_needs(ctx: JobContext, _argument: None) -> None:
    """Ask about the needs that end in a week, and close those that have ended."""
    ask_about_ends(ctx)
