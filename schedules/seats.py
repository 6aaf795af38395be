"""The day on which nobody is left to tend a community is told to its rooms."""

from datetime import timedelta

from bot.core import JobContext, JobRegistry
from bot.references.seats import absence_job
from bot.vocabulary.gardeners import tell_pause

jobs = JobRegistry()


@jobs.job(absence_job, grace=timedelta(days=2))
def begin_absence(ctx: JobContext, _argument: int | None) -> None:
    """When an absence begins, tell the rooms if it leaves nobody there."""
    tell_pause(ctx)
