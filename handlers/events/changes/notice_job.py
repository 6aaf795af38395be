"""The job that sends notices of changes, each once, however late."""

from datetime import timedelta

from bot.core import JobContext, JobRegistry, text
from bot.references.events import event_command, event_notice_job
from handlers.events.changes.notices import send_next_notices
from storage.events import EventNotices, Events

jobs = JobRegistry()

HOWEVER_LATE = timedelta(days=3650)


def leave_to_gardeners(ctx: JobContext, notice_id: int) -> None:
    """Send nothing: the notice may have been sent before a backup was restored."""
    notice = ctx.store[EventNotices].get(notice_id)
    if notice is None or notice.done_at is not None:
        return
    ctx.store[EventNotices].change(notice_id, started_at=ctx.now, done_at=ctx.now)
    event = ctx.store[Events].get(notice.event_id)
    ctx.tell_gardeners(
        text(
            "Event {number} changed in the period that was lost: people who signed up may not "
            "have been told. To see what I know: {event}.",
            number=event.number,
            event=event_command.typed(event.number),
        )
    )


@jobs.job(event_notice_job, grace=HOWEVER_LATE, in_doubt=leave_to_gardeners)
def tell_of_change(ctx: JobContext, notice_id: int) -> None:
    """Send the next batch."""
    send_next_notices(ctx, notice_id)
