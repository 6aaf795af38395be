"""Where the Region's side of a community is reached."""

from bot.core import JobContext, agents_of, direct_room
from bot.domain.roles import Seat
from storage.communities import RoomKind


def region_rooms(ctx: JobContext) -> list[str]:
    """The Region's rooms, else the direct rooms of the Region's gardener and agents."""
    rooms = [each.address for each in ctx.rooms(RoomKind.REGION)]
    if rooms:
        return rooms
    acting = ctx.seat_statuses[Seat.REGION].acting
    people = {each.id: each for each in (*acting, *agents_of(ctx.store, ctx.community))}
    found = (direct_room(ctx.store, each) for each in people.values())
    return [room for room in found if room is not None]
