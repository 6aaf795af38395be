"""The room of an address, as it has to be before anything is sent there."""

from dataclasses import dataclass
from datetime import timedelta
from time import monotonic

from bot.core.messages.ports import RoomExposed, RoomGone, RoomMoved, SendError, TryLater
from bot.transports.matrix.addresses import Place, address
from bot.transports.matrix.rooms.direct_rooms import Doors
from bot.transports.matrix.rooms.known_rooms import THERE, Known, Rooms

ENTERED_WITHIN = 600.0
LATER = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class RoomEntry:
    """Rooms to send to."""

    network: str
    rooms: Rooms
    doors: Doors

    async def entered(self, at: Place) -> Known:
        """The room, if only the intended person can read it."""
        if not at.room:
            room = await self.doors.to(at.person)
            raise RoomMoved(address(self.network, room, at.person))
        known = self.rooms.get(at.room)
        if known is None:
            if self.rooms.us in await self.rooms.asked(at.room):
                raise TryLater(LATER)  # no sync has told of it yet
            raise RoomGone("we are not in this room")
        if at.person:
            await self.check_private(known, at.person)
        if known.replacement:
            raise self._replaced(known, at)
        return known

    async def check_private(self, known: Known, person: str) -> None:
        """Raise unless it is this person's direct room, as the homeserver has it now."""
        memberships = await self.rooms.look_again(known)
        if await self.rooms.partner(known) == person:
            return
        there = {user for user, how in memberships.items() if how in THERE}
        if there <= {self.rooms.us}:
            raise RoomGone("the person left")
        known.private_with = ""
        raise RoomExposed(address(self.network, person))

    def _replaced(self, known: Known, at: Place) -> SendError:
        """The room was upgraded: we go on in the new one as soon as we are in it.

        A private one has to be entered by an invitation that is sent a little later.
        """
        new = self.rooms.get(known.replacement)
        if new is None and monotonic() - known.replaced_at < ENTERED_WITHIN:
            return TryLater(LATER)
        if new is None or new.predecessor != known.id:
            if at.person:
                return RoomMoved(address(self.network, at.person))
            return RoomGone("the room was replaced")
        return RoomMoved(address(self.network, new.id, at.person))
