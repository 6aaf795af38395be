"""The question of the week; makers of polls are told when everybody has voted."""

from datetime import timedelta

from bot.core import JobContext, JobRegistry
from handlers.polls import ask_weekly_question, tell_makers

jobs = JobRegistry()


@jobs.job("complete_polls", grace=timedelta(hours=1), every=timedelta(minutes=15))
def look_for_complete_polls(ctx: JobContext, _argument: None) -> None:
    """Look for polls in which everybody has voted."""
    tell_makers(ctx)


@jobs.job("weekly-question", grace=timedelta(hours=12))
def ask_weekly_questions(ctx: JobContext, _argument: int | None) -> None:
    """Ask the next question of a community's list."""
    ask_weekly_question(ctx)
