"""The room of an address, checked before each message; a new direct room where it is missing.

A homeserver lets an account make few rooms (Synapse: one a minute or so, ten in a burst).
"""

import asyncio
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from http import HTTPStatus
from time import monotonic

from bot.core.messages.ports import (
    NotInvited,
    RoomExposed,
    RoomGone,
    RoomMoved,
    SendError,
    TryLater,
)
from bot.transports.matrix.addresses import Place, address
from bot.transports.matrix.homeserver import CLIENT, Api
from bot.transports.matrix.homeserver_errors import NoAnswer, Refused, wait_of
from bot.transports.matrix.known_rooms import THERE, Known, Rooms

SEEN_SECONDS = 15.0
LATER = timedelta(seconds=5)
_LOOK_SECONDS = 0.05
_HISTORY = {
    "type": "m.room.history_visibility",
    "state_key": "",
    "content": {"history_visibility": "invited"},
}
"""People invited later cannot read earlier messages."""
_ENCRYPTION = {
    "type": "m.room.encryption",
    "state_key": "",
    "content": {"algorithm": "m.megolm.v1.aes-sha2"},
}
ENTERED_WITHIN = 600.0
_NOT_INVITED = {"M_INVITE_BLOCKED", "M_FORBIDDEN"}
"""Errors of a homeserver or a person that takes no invitation from us (specification 1.18)."""


@dataclass(slots=True)
class DirectRooms:
    """Finds and makes direct rooms."""

    rooms: Rooms
    api: Api
    encrypted: bool
    is_told: bool = True
    """True while syncs go on: without them, no room is waited for."""
    _making: dict[str, asyncio.Lock] = field(default_factory=partial(defaultdict, asyncio.Lock))
    _free_at: float = 0.0

    async def to(self, person: str) -> str:
        """The room that only this person and we are in, made when there is none.

        Raises `TryLater` when no room may be made now, `RoomGone` when the person cannot be asked.
        """
        async with self._making[person]:
            found = await self.rooms.shared_with(person)
            if found is not None:
                return found.id
            return await self._new_room(person)

    async def _new_room(self, person: str) -> str:
        wait = self._free_at - monotonic()
        if wait > 0:
            raise TryLater(timedelta(seconds=wait))
        try:
            creation = self._creation(person)
            answer = await self.api.request("POST", f"{CLIENT}/createRoom", creation)
        except Refused as refused:
            if refused.status == 429:  # noqa: PLR2004 - HTTP
                self._free_at = monotonic() + wait_of(refused).total_seconds()
                raise TryLater(wait_of(refused)) from None
            if refused.is_for_now:
                raise
            if refused.status == HTTPStatus.FORBIDDEN and refused.errcode in _NOT_INVITED:
                raise NotInvited(f"no direct room: {refused}") from None
            raise RoomGone(f"no direct room: {refused}") from None
        except NoAnswer:
            return await self._room_without_answer(person)
        room = str(answer["room_id"])
        await self._wait_for(room, person)
        return room

    async def _room_without_answer(self, person: str) -> str:
        """A room that nobody told us of may be there all the same: the next syncs show it."""
        until = monotonic() + SEEN_SECONDS
        while (found := await self.rooms.shared_with(person)) is None:
            await self._next_look(until)
        return found.id

    async def _wait_for(self, room: str, person: str) -> None:
        """Wait until a sync has told of the room, and of the invitation: it may be seen between."""
        until = monotonic() + SEEN_SECONDS
        while (known := self.rooms.get(room)) is None or (
            await self.rooms.partner(known) != person
        ):
            if known is not None and known.is_pair and not known.may_be_private:
                raise RoomGone("others can read the direct rooms that this homeserver makes")
            await self._next_look(until)

    async def _next_look(self, until: float) -> None:
        """Give syncs some time; raises `TryLater` when they had enough, or have ended."""
        if not self.is_told or monotonic() > until:
            raise TryLater(LATER)
        await asyncio.sleep(_LOOK_SECONDS)

    def _creation(self, person: str) -> dict[str, object]:
        return {
            "preset": "trusted_private_chat",
            "is_direct": True,
            "invite": [person],
            "initial_state": [_HISTORY, *([_ENCRYPTION] if self.encrypted else [])],
        }


@dataclass(frozen=True, slots=True)
class RoomEntry:
    """Rooms to send to."""

    network: str
    rooms: Rooms
    direct_rooms: DirectRooms

    async def entered(self, at: Place) -> Known:
        """The room, if only the intended person can read it."""
        if not at.room:
            room = await self.direct_rooms.to(at.person)
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
