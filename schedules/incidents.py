"""Reports: undecrypted messages to their rooms, missing backups to cultivators."""

from datetime import timedelta

from bot.core import JobContext, JobRegistry
from handlers.incidents import report_missing_backups, report_undecrypted_events

jobs = JobRegistry()


@jobs.job("tell_sealed", grace=timedelta(minutes=5), every=timedelta(minutes=1))
def report_undecrypted(ctx: JobContext, _argument: None) -> None:
    report_undecrypted_events(ctx)


@jobs.job("tell_backups", grace=timedelta(days=1), every=timedelta(days=1))
def report_backups(ctx: JobContext, _argument: None) -> None:
    report_missing_backups(ctx)
