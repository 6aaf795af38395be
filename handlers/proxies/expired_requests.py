"""Erase people without a phone 60 days after they last asked."""

from bot.core import JobContext, text
from storage.proxies import Proxied, Proxies


def erase_expired(ctx: JobContext) -> None:
    """Erase those whose request has expired, and tell their gardeners."""
    for person in ctx.store[Proxies].expired(ctx.now.date()):
        _erase(ctx, person)


def _erase(ctx: JobContext, person: Proxied) -> None:
    there = ctx.within(person.proxy.community_id)
    name = person.member.name
    ctx.store.erase(person.member)
    there.tell_gardeners(
        text(
            "{name} did not ask again within 60 days: everything noted by phone is erased.",
            name=name,
        )
    )
