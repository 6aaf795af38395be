"""The traces of who did, read or exported what are chained, once they are committed."""

from datetime import timedelta

from bot.core import JobContext, JobRegistry
from storage.audit import Chain

jobs = JobRegistry()


@jobs.job("chain_audit", grace=timedelta(days=1), every=timedelta(minutes=1))
def chain_audit(ctx: JobContext, _argument: None) -> None:
    """Chain what was noted since; what is left over when there is much, the next minute does."""
    ctx.store[Chain].extend()
