"""News of projects reach those who follow them."""

from datetime import timedelta

from bot.core import JobContext, JobRegistry
from handlers.projects import tell_followers

jobs = JobRegistry()


@jobs.job("projects", grace=timedelta(days=1), every=timedelta(hours=1), in_slices=True)
def tell_news(ctx: JobContext, _argument: None) -> bool:
    """Tell followers the news of projects, within their one message a day."""
    return tell_followers(ctx)
