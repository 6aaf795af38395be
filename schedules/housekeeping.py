"""Rows that have had their time are purged, every hour."""

from datetime import timedelta

import structlog

from bot.core import JobContext, JobRegistry

jobs = JobRegistry()
log = structlog.get_logger()


@jobs.job("housekeeping", grace=timedelta(days=1), every=timedelta(hours=1))
def purge_rows(ctx: JobContext, _argument: None) -> None:
    for each in ctx.store.purge(ctx.now, ctx.contact.ages):
        if each.count:
            log.info("purged", kind=each.table, rows=each.count)
