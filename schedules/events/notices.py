"""Those who signed up for an event are told of its changes, each once, however late."""

from datetime import timedelta

from bot.core import JobContext, JobRegistry, text
from bot.references.events import event_command, event_notice_job
from handlers.events import send_next_notices
from storage.events import EventNotices, Events

jobs = JobRegistry()

HOWEVER_LATE = timedelta(days=3650)


def leave_to_gardeners(ctx: JobContext, notice_id: int) -> None:
    """Tell nobody twice: what was due may have been told before a backup was put back."""
    notice = ctx.store[EventNotices].get(notice_id)
    if notice is None or notice.done_at is not None:
        return
    ctx.store[EventNotices].change(notice_id, started_at=ctx.now, done_at=ctx.now)
    event = ctx.store[Events].get(notice.event_id)
    ctx.tell_gardeners(
        text(
            "Event {number} was changed while nothing was kept: I do not know whether those who "
            "signed up have been told. {event} shows what I know.",
            number=event.number,
            event=event_command.typed(event.number),
        )
    )


@jobs.job(event_notice_job, grace=HOWEVER_LATE, in_doubt=leave_to_gardeners)
def tell_of_change(ctx: JobContext, notice_id: int) -> None:
    """Tell the next of those who signed up."""
    send_next_notices(ctx, notice_id)
