"""What somebody asked for by voice ends after 60 days, unless they asked again."""

from datetime import timedelta

from bot.core import JobContext, JobRegistry, text
from storage.proxies import Proxied, Proxies

jobs = JobRegistry()


@jobs.job("proxies", grace=timedelta(days=1), every=timedelta(hours=1))
def end_old_requests(ctx: JobContext, _argument: None) -> None:
    """Erase those whose request has had its time, and tell their gardeners."""
    for person in ctx.store[Proxies].expired(ctx.now.date()):
        _end(ctx, person)


def _end(ctx: JobContext, person: Proxied) -> None:
    there = ctx.within(person.proxy.community_id)
    name = person.member.name
    ctx.store.erase(person.member)
    there.tell_gardeners(
        text(
            "{name} did not ask again within 60 days: all that was kept by voice is erased.",
            name=name,
        )
    )
