"""What nobody needs any more is forgotten, every hour."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from bot.core import LONG_MEMORY, JobContext, JobRegistry
from bot.domain.learned_pace import KEPT
from bot.domain.rates import LONGEST
from storage.audit import Chain
from storage.calendars import CalendarFeeds
from storage.events import Attendances, Doors, EventNotices, EventReminders, Pictures
from storage.external_calendars import Feeds
from storage.files import Files, Handouts
from storage.inbound import CountedActs, Forms, Inbox, Presses, SealedEvents
from storage.invitations import Imports, Invitees
from storage.linking import Links
from storage.outbound import Departures, Outbox, Paces
from storage.outcomes import Feedback
from storage.profile import Proposals
from storage.schedules import Schedules
from storage.seats import Absences, SeatOffers

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

    The ages that somebody may set are those of `bot/domain/retention.py`.
    """
    store, now, ages = ctx.store, ctx.now, ctx.contact.ages

    def gone(table: str, before: datetime, forget: Callable[[datetime], int]) -> Purged:
        return Purged(table, before, forget(before))

    return [
        gone("inbox.payload", now - ages.set_aside, store[Inbox].empty),
        gone("inbox", now - ages.received, store[Inbox].purge),
        gone("deliveries", now - ages.sent, store[Outbox].purge),
        gone("presses", now - ages.sent, store[Presses].purge),
        gone("audit", ages.audit_since(now), lambda it: store[Chain].purge(it, now)),
        gone("sealed", now - SEALED, store[SealedEvents].purge),
        gone("departures", now - LONG_MEMORY, store[Departures].purge),
        gone("paces", now - KEPT, lambda _: store[Paces].purge(now)),
        gone("forms", now, store[Forms].purge),
        gone("link_codes, link_tries", now, store[Links].purge),
        gone("seat_offers", now, store[SeatOffers].purge),
        gone("absences", now - OVER, store[Absences].purge),
        gone("guests.name", now - NAMED, store[Attendances].purge_guests),
        gone("event_notices", now - TOLD, store[EventNotices].purge),
        gone("event_reminders, room_reminders", now - REMINDED, store[EventReminders].purge),
        gone("event_doors", now, store[Doors].purge),
        gone("handouts", now, store[Handouts].purge),
        gone("counted_acts", now - LONGEST, store[CountedActs].purge),
        gone("calendar_feeds", now - ENDED, store[CalendarFeeds].purge),
        gone("invitees", now, store[Invitees].purge),
        gone("imports", now, store[Imports].purge),
        gone("circle_proposals", now, store[Proposals].purge),
        gone("files", now, store[Files].purge),
        gone("feed_entries, feeds", now - TAKEN_PLACE, store[Feeds].purge),
        gone("pictures", now, store[Pictures].purge),
        gone("feedback.member_id", now - NAMED, store[Feedback].purge),
        gone("occurrences (recurring)", now - RECURRED, store[Schedules].purge_recurring),
        gone("occurrences", now - SETTLED, store[Schedules].purge),
    ]
