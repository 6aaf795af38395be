"""What nobody needs any more is forgotten, every hour."""

from datetime import timedelta

from bot.core import JobContext
from bot.core.jobs import JobRegistry
from bot.core.limits import LONG_MEMORY

jobs = JobRegistry()

SET_ASIDE = timedelta(days=7)
"""How long the words of a message that could not be handled are kept, for whoever looks into it."""
SEALED = timedelta(days=7)
"""How long a message that nobody can read waits for its key."""
KEYS = timedelta(days=30)
"""How long it is known that a message was received: Telegram repeats one for a day at most."""
SENT = timedelta(days=60)
"""How long it is known which message said what: replies and buttons need it."""
SETTLED = timedelta(days=400)
RECURRED = timedelta(days=2)
"""How long it is known that a job which recurs by itself was done: nobody asks, save a laggard."""


@jobs.job("housekeeping", grace=timedelta(days=1), every=timedelta(hours=1))
def forget_the_old(ctx: JobContext, _argument: None) -> None:
    """Empty and delete what has had its time."""
    store, now = ctx.store, ctx.now
    store.inbox.purge(payloads_before=now - SET_ASIDE, keys_before=now - KEYS)
    store.outbox.purge(now - SENT)
    store.sealed.purge(now - SEALED)
    store.departures.purge(now - LONG_MEMORY)
    store.paces.purge(now)
    store.presses.purge(now - SENT)
    store.forms.purge(now)
    store.links.purge(now)
    store.schedules.purge(now - SETTLED, recurring_before=now - RECURRED)
