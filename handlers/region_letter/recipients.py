"""The recipients on the Region's side of a community."""

from collections.abc import Mapping

from bot.core import JobContext, agents_of, direct_room
from bot.domain.roles import Seat
from storage.communities import RoomKind
from storage.members import Member


def region_rooms(ctx: JobContext) -> Mapping[str, Member | None]:
    """The Region's rooms; without any, the direct rooms of its gardener and agents, with these."""
    rooms = ctx.rooms(RoomKind.REGION)
    if rooms:
        return dict.fromkeys(each.address for each in rooms)
    status = ctx.seat_statuses[Seat.REGION]
    held = () if status.holder is None else (status.holder,)
    people = (*(status.acting or held), *agents_of(ctx.store, ctx.community))
    found = {direct_room(ctx.store, each): each for each in people}
    return {room: member for room, member in found.items() if room is not None}
