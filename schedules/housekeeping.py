"""What nobody needs any more is forgotten, every hour."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from bot.core import LONG_MEMORY, JobContext, JobRegistry
from bot.domain.paces import KEPT
from bot.domain.rates import LONGEST

jobs = JobRegistry()

SEALED = timedelta(days=7)
"""How long a message that nobody can read waits for its key."""
OVER = timedelta(days=7)
"""How long an absence that is over is kept."""
ENDED = timedelta(days=90)
"""How long the address of a calendar is known that works no more."""
NAMED = timedelta(days=60)
"""How long the name of a guest, who is no member, is kept."""
TOLD = timedelta(days=7)
"""How long it is known what those who signed up for an event were told of its changes."""
TAKEN_PLACE = timedelta(days=7)
"""How long it is known of which calendar an event was, once it took place."""
REMINDED = timedelta(days=7)
"""How long after an event began it is known who was reminded of it."""
SETTLED = timedelta(days=400)
RECURRED = timedelta(days=2)
"""How long it is known that a job which recurs by itself was done: nobody asks, save a laggard."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Purged:
    """How many rows of a table went, and before which moment their time was over."""

    table: str
    before: datetime
    count: int


@jobs.job("housekeeping", grace=timedelta(days=1), every=timedelta(hours=1))
def forget_the_old(ctx: JobContext, _argument: None) -> None:
    """Empty and delete what has had its time."""
    for each in purge(ctx):
        if each.count:
            log.info("purged", kind=each.table, rows=each.count)


def purge(ctx: JobContext) -> list[Purged]:
    """Empty and delete what has had its time; tells how much, for whoever only wants to look.

    The ages that somebody may set are those of `bot/domain/ages.py`.
    """
    store, now, ages = ctx.store, ctx.now, ctx.contact.ages

    def gone(table: str, before: datetime, forget: Callable[[datetime], int]) -> Purged:
        return Purged(table, before, forget(before))

    return [
        gone("inbox.payload", now - ages.set_aside, store.inbox.empty),
        gone("inbox", now - ages.received, store.inbox.purge),
        gone("deliveries", now - ages.sent, store.outbox.purge),
        gone("presses", now - ages.sent, store.presses.purge),
        gone("audit", ages.audit_since(now), lambda it: store.audit_chain.purge(it, now)),
        gone("sealed", now - SEALED, store.sealed.purge),
        gone("departures", now - LONG_MEMORY, store.departures.purge),
        gone("paces", now - KEPT, lambda _: store.paces.purge(now)),
        gone("forms", now, store.forms.purge),
        gone("link_codes, link_tries", now, store.links.purge),
        gone("seat_offers", now, store.seat_offers.purge),
        gone("absences", now - OVER, store.absences.purge),
        gone("guests.name", now - NAMED, store.attendances.purge_guests),
        gone("event_notices", now - TOLD, store.event_notices.purge),
        gone("event_reminders, room_reminders", now - REMINDED, store.event_reminders.purge),
        gone("event_doors", now, store.doors.purge),
        gone("handouts", now, store.handouts.purge),
        gone("counted_acts", now - LONGEST, store.counted_acts.purge),
        gone("calendar_feeds", now - ENDED, store.calendar_feeds.purge),
        gone("invitees", now, store.invitees.purge),
        gone("imports", now, store.imports.purge),
        gone("circle_proposals", now, store.proposals.purge),
        gone("files", now, store.files.purge),
        gone("feed_entries, feeds", now - TAKEN_PLACE, store.feeds.purge),
        gone("pictures", now, store.pictures.purge),
        gone("feedback.member_id", now - NAMED, store.feedback.purge),
        gone("occurrences (recurring)", now - RECURRED, store.schedules.purge_recurring),
        gone("occurrences", now - SETTLED, store.schedules.purge),
    ]
