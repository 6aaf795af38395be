"""Polls that end at their time."""

from datetime import timedelta

from bot.core import JobContext
from bot.core.jobs import JobRegistry
from storage.communities import RoomKind
from storage.outbox import Priority

jobs = JobRegistry()

HOWEVER_LATE = timedelta(days=3650)


@jobs.job("close_poll", grace=HOWEVER_LATE)
def close_poll(ctx: JobContext, poll_id: int) -> None:
    """Close a poll as of its end, and post its result."""
    poll = ctx.store.polls.get(poll_id)
    if ctx.store.polls.close(poll_id, poll.ends_at or ctx.now):
        ctx.refresh("poll", poll_id)
        for room in ctx.rooms(RoomKind.COMMUNITY):
            ctx.post_card(
                room.address, "result", poll_id, again=False, priority=Priority.ANNOUNCEMENT
            )
