"""Who tends a community, in words; and which communities somebody tends."""

from dataclasses import replace

from bot.core import Context, JobContext, Text, text
from bot.domain.roles import Role, Seat
from storage.communities import Communities, Community
from storage.members import Members

_SEATED = {
    Seat.TERRITORY: text("{name} (territory)"),
    Seat.REGION: text("{name} (Region)"),
}
_EMPTY = {
    Seat.TERRITORY: text("Tended by {gardeners}. The seat of the territory is empty."),
    Seat.REGION: text("Tended by {gardeners}. The seat of the Region is empty."),
}


def pair(ctx: JobContext) -> Text:
    """The two who tend the community, each with their side, and the seats that are empty."""
    gardeners = ctx.gardeners()
    tending = [
        replace(_SEATED[seat], values={"name": gardeners[seat].name})
        for seat in Seat
        if seat in gardeners
    ]
    if not tending:
        return text("Nobody tends it yet: both seats are empty.")
    for seat in Seat:
        if seat not in gardeners:
            return replace(_EMPTY[seat], values={"gardeners": tending})
    return text("Tended by {gardeners}.", gardeners=tending)


def tended(ctx: Context) -> list[Community]:
    """The communities that this person tends; all of them for whoever runs the instance."""
    communities, member = ctx.store[Communities], ctx.person.member
    if ctx.cultivates:
        return list(communities.all())
    mine = () if member is None else sorted(ctx.store[Members].communities_of(member))
    return [communities.get(each) for each in mine if ctx.elsewhere(each).role >= Role.GARDENER]
