"""Rooms are told of messages that could not be decrypted."""

from datetime import timedelta

from bot.core import JobContext, JobRegistry
from handlers.incidents import report_undecrypted_events

jobs = JobRegistry()


@jobs.job("tell_sealed", grace=timedelta(minutes=5), every=timedelta(minutes=1))
def report_undecrypted(ctx: JobContext, _argument: None) -> None:
    report_undecrypted_events(ctx)
