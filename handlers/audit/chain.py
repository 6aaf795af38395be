"""The chain of traces: see `storage/audit/chain.py`."""

from bot.core import JobContext
from storage.audit import Chain


def extend_chain(ctx: JobContext) -> None:
    """Chain the traces noted since; those beyond one batch follow a minute later."""
    ctx.store[Chain].extend()
