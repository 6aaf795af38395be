"""What nobody needs any more is forgotten, every hour."""

from datetime import timedelta

from bot.core import JobContext
from bot.core.jobs import JobRegistry

jobs = JobRegistry()

SET_ASIDE = timedelta(days=7)
"""How long the words of a message that could not be handled are kept, for whoever looks into it."""
KEYS = timedelta(days=30)
"""How long it is known that a message was received: Telegram repeats one for a day at most."""
SENT = timedelta(days=60)
"""How long it is known which message said what: replies and buttons need it."""
SETTLED = timedelta(days=400)


@jobs.job("housekeeping", grace=timedelta(days=1), every=timedelta(hours=1))
def forget_the_old(ctx: JobContext, _argument: None) -> None:
    """Empty and delete what has had its time."""
    store, now = ctx.store, ctx.now
    store.inbox.purge(payloads_before=now - SET_ASIDE, keys_before=now - KEYS)
    store.outbox.purge(now - SENT)
    store.departures.purge(now - timedelta(minutes=5))
    store.forms.purge(now)
    store.links.purge(now)
    store.schedules.purge(now - SETTLED)
