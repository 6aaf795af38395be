"""Backups that are not made any more, told to the cultivators."""

from bot.core import Card, JobContext, text
from bot.domain.incidents import is_to_be_told
from handlers.seats import tell_cultivators
from storage.outbound import Priority
from storage.restored_backups import Backups


def report_missing_backups(ctx: JobContext) -> None:
    """Tell the cultivators that the last good backup is old, or that there never was one."""
    last = ctx.store[Backups].wait_since(ctx.now)
    if last is None or not is_to_be_told(last.at, ctx.now):
        return
    what = text("There has been no backup of me yet.")
    if last.is_made:
        what = text("The last good backup of me is of {moment}.", moment=last.at)
    lost = text("If my machine were lost today, everything since would be lost.")
    remedy = text(
        "On the machine, “terreau check” and “journalctl --unit terreau-backup” say what is wrong."
    )
    card = Card(text("Backups"), (what, lost, remedy))
    tell_cultivators(ctx, card, priority=Priority.ANNOUNCEMENT)
