"""Polls that end at their time."""

from datetime import timedelta

from bot.core import JobContext, JobRegistry, text
from bot.references.polls import close_poll_job, poll_card, poll_command, result_card
from storage.communities import RoomKind
from storage.outbound import Priority
from storage.polls import Polls

jobs = JobRegistry()

HOWEVER_LATE = timedelta(days=3650)


def close_in_silence(ctx: JobContext, poll_id: int) -> None:
    """Close a poll whose result may have been posted before a backup was put back."""
    poll = ctx.store[Polls].get(poll_id)
    if ctx.store[Polls].close(poll_id, poll.ends_at or ctx.now):
        poll_card.refresh(ctx, poll_id)
        ctx.tell_gardeners(
            text(
                "Poll {number} ended while nothing was kept: it is closed, without the votes that "
                "were lost. Its result may be in the room already; {poll} shows what I know.",
                number=poll.number,
                poll=poll_command.typed(poll.number),
            )
        )


@jobs.job(close_poll_job, grace=HOWEVER_LATE, in_doubt=close_in_silence)
def close_poll(ctx: JobContext, poll_id: int) -> None:
    """Close a poll as of its end, and post its result."""
    poll = ctx.store[Polls].get(poll_id)
    if ctx.store[Polls].close(poll_id, poll.ends_at or ctx.now):
        poll_card.refresh(ctx, poll_id)
        for room in ctx.rooms(RoomKind.COMMUNITY):
            result_card.post(
                ctx, room.address, poll_id, again=False, priority=Priority.ANNOUNCEMENT
            )
