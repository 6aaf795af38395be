"""Shared rooms that we make: entered by invitation, or freely from other rooms of ours.

Whom a `restricted` room lets in who is in another one is said by a join rule that rooms have from
version 8 on (MSC3083); where the server refuses it, the room stays one for invited people.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus

from bot.core.messages.ports import NewRoom, Rejected, TryLater
from bot.transports.matrix.addresses import place
from bot.transports.matrix.homeserver import CLIENT, Api, Json
from bot.transports.matrix.homeserver_errors import Refused, wait_of

_HISTORY = {
    "type": "m.room.history_visibility",
    "state_key": "",
    "content": {"history_visibility": "shared"},
}
"""New members of a room read its history; others do not."""
_ENCRYPTION = {
    "type": "m.room.encryption",
    "state_key": "",
    "content": {"algorithm": "m.megolm.v1.aes-sha2"},
}
_TOO_MANY = 429


@dataclass(frozen=True, slots=True)
class GroupRooms:
    """Makes rooms, invites people to them, takes them out, and changes who enters freely."""

    network: str
    api: Api
    us: str
    encrypted: bool

    async def make(self, new: NewRoom) -> str:
        """Make a room or a space; gives its id."""
        try:
            answer = await self.api.request("POST", f"{CLIENT}/createRoom", self._creation(new))
        except Refused as refused:
            if refused.status == _TOO_MANY:
                raise TryLater(wait_of(refused)) from None
            if refused.is_for_now:
                raise
            raise Rejected(f"no room: {refused}") from None
        room = str(answer["room_id"])
        if new.freely_from:
            await self._put(room, "m.room.join_rules", "", self._join_rule(new.freely_from))
        if new.space:
            await self._add_to_space(place(self.network, new.space).room, room)
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
            if refused.status == _TOO_MANY:
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

    async def _add_to_space(self, space: str, room: str) -> None:
        via = [self.us.partition(":")[2]]
        await self._put(space, "m.space.child", room, {"via": via})
        await self._put(room, "m.space.parent", space, {"via": via, "canonical": True})

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
            "initial_state": [_HISTORY, *encryption],
            **({"creation_content": {"type": "m.space"}} if new.is_space else {}),
        }
