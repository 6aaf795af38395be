"""Purge rows past their retention period: see `storage/retention.py`."""

import structlog

from bot.core import JobContext

log = structlog.get_logger()


def purge_old_rows(ctx: JobContext) -> None:
    """Purge them, and log how many went from where."""
    for each in ctx.store.purge(ctx.now, ctx.contact.ages):
        if each.count:
            log.info("purged", kind=each.table, rows=each.count)
