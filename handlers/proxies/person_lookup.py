"""Look up a person without a phone, for whom the gardener acts."""

from bot.core import Context
from bot.domain.proxies import NotActedFor
from bot.references.proxies import proxy_command
from storage.proxies import Proxied, Proxies


def proxied_person(ctx: Context, member_id: int) -> Proxied:
    """Return the person. Raises `NotActedFor` for other members."""
    person = ctx.store[Proxies].of(member_id, ctx.community.id)
    if person is None:
        raise NotActedFor(proxy=proxy_command.typed())
    return person
