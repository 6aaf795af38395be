"""Encryption, by nio's machine: what it must be told of each sync, and what it is asked for.

nio keeps the keys that a sync brought in its own store, at once: the homeserver deletes them as
soon as a newer token is used, so they are kept before our position is.
"""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from nio import AsyncClient, Event, LocalProtocolError, MegolmEvent, SyncResponse
from nio.exceptions import EncryptionError
from nio.responses import ErrorResponse, KeysUploadResponse
from structlog.typing import FilteringBoundLogger

from bot.core.ports import NotSent
from bot.transports.matrix.api import CLIENT, Api
from bot.transports.matrix.values import Json, list_at

STORE = "crypto.db"
ENCRYPTED = "m.room.encrypted"
# All that nio needs to know of a room; the rest is read by ourselves, event by event.
_OF_THE_ROOM = {"m.room.encryption", "m.room.member"}
_NO_ROOMS: Json = {"join": {}, "invite": {}, "leave": {}}
_NO_DEVICES: Json = {"changed": [], "left": []}


class Crypto:
    """The device's keys and sessions."""

    def __init__(self, client: AsyncClient, log: FilteringBoundLogger) -> None:
        self._client = client
        self._api = Api(client)
        self._log = log
        self._sharing: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._asked: set[str] = set()

    @property
    def fingerprint(self) -> str:
        """The device's Ed25519 key, in unpadded base64; empty without encryption."""
        return self._client.olm.account.identity_keys["ed25519"] if self._client.olm else ""

    async def absorb(self, body: Json) -> bool:
        """Take in a sync; whether it may have brought keys. What nio cannot read is logged."""
        for part in _parts(body):
            await self._take_in(part)
        left = body.get("device_one_time_keys_count", {}).get("signed_curve25519")
        if self._client.olm is not None and isinstance(left, int):
            self._client.olm.uploaded_key_count = left  # nio overlooks that none is left
        await self.settle()
        return bool(body.get("to_device", {}).get("events"))

    async def _take_in(self, part: Json) -> None:
        response = SyncResponse.from_dict(part)
        if not isinstance(response, SyncResponse):
            self._log.error("a sync that nio cannot read", cause=type(response).__name__)
            return
        self._client.next_batch = ""  # else it leaves out what comes under the same token
        try:
            with self._at_once():
                await self._client.receive_response(response)
        except Exception as error:  # noqa: BLE001 - its text may hold what people said
            self._log.error("nio could not take a sync in", cause=type(error).__name__)

    def _at_once(self) -> AbstractContextManager[object]:
        """Keep all that a part of a sync changes, or nothing.

        Once a message is decrypted it cannot be again: the key that it held must be kept with that.
        """
        store = self._client.store
        return nullcontext() if store is None else store.database.atomic()

    async def settle(self) -> None:
        """Upload, query and claim keys and send what waits for devices, as far as it works now."""
        client = self._client
        if client.olm is None:
            return
        if client.should_upload_keys:
            await self._try(self._upload_keys())
        if client.should_query_keys:
            await self._try(client.keys_query())
        if client.should_claim_keys:
            await self._try(client.keys_claim(client.get_users_for_key_claiming()))
        await self._try(client.send_to_device_messages())

    async def _upload_keys(self) -> object:
        """Upload keys that are kept already: others begin sessions with them at once.

        nio keeps them afterwards. Killed in between it has lost them, makes others under the same
        names, and the homeserver refuses those for ever. What an earlier try may have uploaded
        is not offered twice: who took one of those may have used it up.
        """
        self._client.olm.mark_keys_as_published()
        keys = self._client.olm.share_keys()
        self._client.olm.save_account()
        answer = await self._api.request("POST", f"{CLIENT}/keys/upload", keys)
        response = KeysUploadResponse.from_dict(answer)
        await self._client.receive_response(response)
        return response

    async def show_again(self) -> None:
        """Upload the device's keys even if they had been."""
        if self._client.olm is not None:
            self._client.olm.account.shared = False
            await self.settle()

    def opened(self, room: str, event: Json) -> Json | None:
        """The clear form of an encrypted event; None while its key is missing."""
        sealed = Event.parse_event(event)
        if self._client.olm is None or not isinstance(sealed, MegolmEvent):
            return None
        sealed.room_id = room
        try:
            clear = self._client.olm.decrypt_megolm_event(sealed)
        except EncryptionError:
            return None
        told = clear.source
        return {**event, "type": told["type"], "content": told["content"], ENCRYPTED: True}

    async def ask_for_key(self, room: str, event: Json) -> None:
        """Ask the sender's devices for a missing key, once a session."""
        sealed = Event.parse_event(event)
        if not isinstance(sealed, MegolmEvent) or sealed.session_id in self._asked:
            return
        sealed.room_id = room
        self._asked.add(str(sealed.session_id))
        try:
            await self._try(self._client.request_room_key(sealed))
        except LocalProtocolError:
            return  # asked before the restart

    async def sealed(self, room: str, kind: str, content: Json) -> tuple[str, Json]:
        """Encrypt for everybody in a room; gives the type and content to send.

        Raises `NotSent` when the keys cannot be shared now.
        """
        client = self._client
        async with self._sharing[room]:
            if client.olm is None or room not in client.rooms:
                raise NotSent("no keys for this room yet")
            try:
                await self._share(room)
                sealed_kind, sealed_content = client.encrypt(room, kind, content)
            except NotSent:
                raise
            except Exception as error:  # noqa: BLE001 - whatever nio's trouble is
                raise NotSent(f"not encrypted: {type(error).__name__}") from None
        return sealed_kind, sealed_content

    def forget_room(self, room: str) -> None:
        """Begin a new session the next time something is said there."""
        if self._client.olm is not None:
            self._client.invalidate_outbound_session(room)
        self._client.rooms.pop(room, None)  # who is there, is learned anew

    async def _share(self, room: str) -> None:
        """Give the room's session to every device there; what fails is told, unlike by nio."""
        client, olm = self._client, self._client.olm
        if not client.rooms[room].members_synced:
            _check(await client.joined_members(room))
        if client.should_query_keys:
            _check(await client.keys_query())
        if not olm.should_share_group_session(room):
            return
        missing = client.get_missing_sessions(room)
        if missing:
            _check(await client.keys_claim(missing))
        await client.share_group_session(room, ignore_unverified_devices=True)
        session = olm.outbound_group_sessions[room]
        given = session.users_shared_with | session.users_ignored
        if any(
            (device.user_id, device.id) not in given and olm.session_store.get(device.curve25519)
            for user in client.rooms[room].users
            for device in olm.device_store.active_user_devices(user)
        ):
            session.shared = False  # those left out get it the next time
            raise NotSent("a key did not reach all devices")

    async def _try(self, asking: Awaitable[Any]) -> None:
        """What fails now is asked again after the next sync."""
        try:
            answers = await asking
        except LocalProtocolError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever nio's trouble is
            self._log.warning("keys not exchanged", cause=type(error).__name__)
            return
        for answer in answers if isinstance(answers, list) else [answers]:
            if isinstance(answer, ErrorResponse):
                self._log.warning("keys not exchanged", cause=type(answer).__name__)


def _check(answer: object) -> None:
    if isinstance(answer, ErrorResponse):
        raise NotSent(f"keys not shared: {type(answer).__name__}")


def _parts(body: Json) -> Iterator[Json]:
    """A sync in parts, so that a message to our device which nio cannot take harms no other."""
    reduced = _reduced(body)
    for event in list_at(body, "to_device", "events"):
        nothing_else = {"rooms": _NO_ROOMS, "device_lists": _NO_DEVICES}
        yield {**reduced, **nothing_else, "to_device": {"events": [event]}}
    yield reduced


def _reduced(body: Json) -> Json:
    """What nio has to know of a sync, and nothing that it could stumble over."""
    rooms = body.get("rooms", {})
    return {
        "next_batch": body["next_batch"],
        "to_device": {"events": []},
        "device_lists": body.get("device_lists", _NO_DEVICES),
        "device_one_time_keys_count": body.get("device_one_time_keys_count", {}),
        "rooms": {
            "join": {
                room: {
                    "state": {"events": _of_the_room(joined.get("state", {}).get("events", ()))},
                    "timeline": {
                        "events": _of_the_room(joined.get("timeline", {}).get("events", ())),
                        "limited": False,
                        "prev_batch": "",
                    },
                    "ephemeral": {"events": []},
                    "account_data": {"events": []},
                    "summary": joined.get("summary", {}),
                    "unread_notifications": {},
                }
                for room, joined in rooms.get("join", {}).items()
            },
            "invite": {},
            "leave": {},
        },
    }


def _of_the_room(events: Sequence[Json]) -> list[Json]:
    return [each for each in events if each.get("type") in _OF_THE_ROOM]
