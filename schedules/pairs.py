"""Coffees: the rounds of each month, and the question whether people met."""

from datetime import timedelta

from bot.core import JobContext, JobRegistry
from handlers.pairs import go_on_with_coffees

jobs = JobRegistry()


@jobs.job("coffees", grace=timedelta(days=1), every=timedelta(minutes=15), in_slices=True)
def propose_coffees(ctx: JobContext, _argument: None) -> bool:
    """Match and tell some members, and ask others whether they met."""
    return go_on_with_coffees(ctx)
