"""Audit rows are chained once they are committed."""

from datetime import timedelta

from bot.core import JobContext, JobRegistry
from handlers.audit import extend_chain

jobs = JobRegistry()


@jobs.job("chain_audit", grace=timedelta(days=1), every=timedelta(minutes=1))
def chain_audit(ctx: JobContext, _argument: None) -> None:
    extend_chain(ctx)
