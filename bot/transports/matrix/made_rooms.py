"""Rooms that we send to and make: direct ones, and shared ones that people are invited to.

The room of an address is checked before each message; a direct one that is missing is made. A
homeserver lets an account make few rooms (Synapse: one a minute or so, ten in a burst).
"""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from http import HTTPStatus
from time import monotonic

from bot.core.messages.ports import (
    NewRoom,
    NotInvited,
    Rejected,
    RoomExposed,
    RoomGone,
    RoomMoved,
    SendError,
    TryLater,
)
from bot.transports.matrix.homeserver import CLIENT, Api, Json
from bot.transports.matrix.homeserver_errors import NoAnswer, Refused, wait_of
from bot.transports.matrix.known_rooms import THERE, Known, Place, Rooms, address, place

SEEN_SECONDS = 15.0
LATER = timedelta(seconds=5)
_LOOK_SECONDS = 0.05
_CLOSED_HISTORY, _OPEN_HISTORY = (
    {
        "type": "m.room.history_visibility",
        "state_key": "",
        "content": {"history_visibility": visibility},
    }
    for visibility in ("invited", "shared")
)
"""People invited later cannot read earlier messages, or can."""
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
            if refused.status == HTTPStatus.TOO_MANY_REQUESTS:
                self._free_at = monotonic() + wait_of(refused).total_seconds()
                raise TryLater(wait_of(refused)) from None
            if refused.is_for_now:
                raise
            if refused.status == HTTPStatus.FORBIDDEN and refused.errcode in _NOT_INVITED:
                raise NotInvited(f"no direct room: {refused}") from None
            raise RoomGone(f"no direct room: {refused}") from None
        except NoAnswer:
            # A room that nobody told us of may be there all the same: the next syncs show it.
            until = monotonic() + SEEN_SECONDS
            while (found := await self.rooms.shared_with(person)) is None:
                await self._next_look(until)
            return found.id
        room = str(answer["room_id"])
        await self._wait_for(room, person)
        return room

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
            "initial_state": [_CLOSED_HISTORY, *([_ENCRYPTION] if self.encrypted else [])],
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


@dataclass(frozen=True, slots=True)
class GroupRooms:
    """Makes rooms, invites people to them, takes them out, and changes who enters freely.

    Whom a `restricted` room lets in who is in another one is said by a join rule that rooms have
    from version 8 on (MSC3083); where the server refuses it, it stays one for invited people.
    """

    network: str
    api: Api
    us: str
    encrypted: bool

    async def make(self, new: NewRoom) -> str:
        """Make a room or a space; gives its id."""
        try:
            answer = await self.api.request("POST", f"{CLIENT}/createRoom", self._creation(new))
        except Refused as refused:
            if refused.status == HTTPStatus.TOO_MANY_REQUESTS:
                raise TryLater(wait_of(refused)) from None
            if refused.is_for_now:
                raise
            raise Rejected(f"no room: {refused}") from None
        room = str(answer["room_id"])
        if new.freely_from:
            await self._put(room, "m.room.join_rules", "", self._join_rule(new.freely_from))
        if new.space:
            space, via = place(self.network, new.space).room, [self.us.partition(":")[2]]
            await self._put(space, "m.space.child", room, {"via": via})
            await self._put(room, "m.space.parent", space, {"via": via, "canonical": True})
        return room

    async def invite(self, room: str, person: str) -> None:
        """Invite a person; a refusal (they are in the room, or take no invitations) is ignored."""
        await self._try("POST", room, "invite", body={"user_id": person})

    async def remove(self, room: str, person: str) -> None:
        """Take a person out, or their invitation back, where we may."""
        await self._try("POST", room, "kick", body={"user_id": person})

    async def set_join_rule(self, room: str, freely_from: Sequence[str]) -> None:
        """Change the rooms whose members enter a room freely, where we may."""
        rule = self._join_rule(freely_from)
        await self._try("PUT", room, "state", "m.room.join_rules", "", body=rule)

    async def _try(self, method: str, room: str, *path: str, body: Json) -> None:
        try:
            await self.api.room(method, room, *path, body=body)
        except Refused as refused:
            if refused.status == HTTPStatus.TOO_MANY_REQUESTS:
                raise TryLater(wait_of(refused)) from None
            if refused.is_for_now or refused.status != HTTPStatus.FORBIDDEN:
                raise

    def _join_rule(self, freely_from: Sequence[str]) -> Json:
        if not freely_from:
            return {"join_rule": "invite"}
        allow = [
            {"type": "m.room_membership", "room_id": place(self.network, each).room}
            for each in freely_from
        ]
        return {"join_rule": "restricted", "allow": allow}

    async def _put(self, room: str, kind: str, key: str, content: Json) -> None:
        """Set the state of a room; what a server refuses stays as it was made."""
        with suppress(Refused):  # the room is there: it is not made a second time for that
            await self.api.room("PUT", room, "state", kind, key, body=content)

    def _creation(self, new: NewRoom) -> Json:
        encryption = [_ENCRYPTION] if self.encrypted and not new.is_space else []
        return {
            "preset": "private_chat",
            "visibility": "private",
            "name": new.name,
            "initial_state": [_OPEN_HISTORY, *encryption],
            **({"creation_content": {"type": "m.space"}} if new.is_space else {}),
        }
