"""Encryption by nio's machine: its store, the parts of each sync that it needs, and calls to it.

nio keeps the keys that a sync brought in its own store, at once: the homeserver deletes them as
soon as a newer token is used, so they are kept before our position is. nio binds its tables, which
all its stores share, to the store that is being used: two threads at once would write into each
other's files, so one waits for the other, for a few milliseconds.
"""

import asyncio
from collections.abc import Awaitable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from threading import RLock
from typing import Any

from nio import AsyncClientConfig, Event, MegolmEvent, SyncResponse
from nio.exceptions import EncryptionError
from nio.responses import ErrorResponse, KeysUploadResponse
from nio.store import DefaultStore
from peewee import SqliteDatabase
from structlog.typing import FilteringBoundLogger

from bot.core.tasks import Heartbeat, kept
from bot.transports.matrix.encryption.room_keys import KeyRequests, RoomSessions
from bot.transports.matrix.homeserver import CLIENT, Api, Client, Json, list_at, text_at

# All that nio needs to know of a room; the rest is read by ourselves, event by event.
_OF_THE_ROOM = {"m.room.encryption", "m.room.member"}
_NO_ROOMS: Json = {"join": {}, "invite": {}, "leave": {}}
_NO_DEVICES: Json = {"changed": [], "left": []}
STORE = "crypto.db"
REQUEST_SECONDS = 30
ENCRYPTED = "m.room.encrypted"
MEET_SECONDS = 10.0
_TABLES = RLock()


class Crypto:
    """The device's keys and sessions."""

    def __init__(self, client: Client, log: FilteringBoundLogger, *, name: str = "matrix") -> None:
        self.heartbeat = Heartbeat(f"{name} keys")
        self._client = client
        self._api = Api(client)
        self._log = log
        self._requests = KeyRequests(client, self._api)
        self.sessions = RoomSessions(client, self._query)
        self._to_settle = asyncio.Event()
        self._settling = asyncio.Lock()
        self._querying = asyncio.Lock()
        self._changed: set[str] = set()
        self._has_met = False
        self._is_slow = False

    @property
    def fingerprint(self) -> str:
        """The device's Ed25519 key, in unpadded base64; empty without encryption."""
        return self._client.olm.account.identity_keys["ed25519"] if self._client.olm else ""

    async def absorb(self, body: Json) -> bool:
        """Take in a sync; whether more can be read now. What nio cannot read is logged.

        What it calls for is done by `run`: a homeserver that is slow with keys holds nothing up.
        """
        changed = list_at(body, "device_lists", "changed")
        self._changed.update(each for each in changed if isinstance(each, str))
        for part in parts(body):
            await self._take_in(part)
        left = body.get("device_one_time_keys_count", {}).get("signed_curve25519")
        if self._client.olm is not None and isinstance(left, int):
            self._client.olm.uploaded_key_count = left  # nio overlooks that none is left
        self._is_slow = False
        self._to_settle.set()
        has_met, self._has_met = self._has_met, False
        return has_met or bool(body.get("to_device", {}).get("events"))

    @kept
    async def run(self) -> None:
        """Settle after each sync, until cancelled."""
        while True:
            await self.heartbeat.wait(self._to_settle)
            self._to_settle.clear()
            try:
                await self.settle()
            except Exception as error:  # noqa: BLE001 - nothing of it may end the sync beside
                self._log.error("keys not settled", cause=type(error).__name__)

    async def _take_in(self, part: Json) -> None:
        response = SyncResponse.from_dict(part)
        if not isinstance(response, SyncResponse):
            self._log.error("a sync that nio cannot read", cause=type(response).__name__)
            return
        self._client.next_batch = ""  # else it leaves out what comes under the same token
        store = self._client.store
        # Once a message is decrypted it cannot be again: what a part changes is kept whole or not.
        at_once = nullcontext() if store is None else store.database.atomic()
        try:
            with at_once:
                await self._client.receive_response(response)
        except Exception as error:  # noqa: BLE001 - its text may hold what people said
            self._log.error("nio could not take a sync in", cause=type(error).__name__)

    async def settle(self) -> None:
        """Upload, query and claim keys and send what waits for devices, as far as it works now."""
        client = self._client
        if client.olm is None:
            return
        async with self._settling:
            if client.should_upload_keys:
                await self._try(self._upload_keys())
            await self._try(self._query())
            if client.should_claim_keys:
                await self._try(client.keys_claim(client.get_users_for_key_claiming()))
            await self._try(client.send_to_device_messages())
            for request in self._requests.due():
                await self._try(request)

    async def _query(self) -> object:
        """Ask for the devices of those who are new or changed, one question at a time.

        nio takes who changed while it asked for answered, too.
        """
        client = self._client
        async with self._querying:
            if not client.should_query_keys:
                return None
            self._changed.clear()
            answer = await client.keys_query()
            client.olm.add_changed_users(self._changed & client.olm.tracked_users)
        self._has_met = True
        return answer

    async def meet(self, event: Json) -> None:
        """Ask for the devices of the sender of an event, where it may come from a new one.

        It is read after that. A homeserver that is slow with keys holds a sync up once.
        """
        sender, key = text_at(event, "sender"), text_at(event, "content", "sender_key")
        olm = self._client.olm
        if olm is None or self._is_slow or sender not in olm.users_for_key_query:
            return
        if not olm.device_store[sender] or self._is_of(sender, key):
            return
        try:
            async with asyncio.timeout(MEET_SECONDS):
                await self._try(self._query())
        except TimeoutError:
            self._log.warning("keys not exchanged", cause="slow")
        self._is_slow = sender in olm.users_for_key_query

    def _is_of(self, sender: str, sender_key: str) -> bool:
        """True if a device is this person's, one that they gave up included."""
        devices = self._client.olm.device_store[sender].values()
        return any(device.curve25519 == sender_key for device in devices)

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
        """The clear form of an encrypted event; None while its key is missing.

        A key tells whose device made it, not who sends an event: others could repeat one
        as their own. So it must be one of the sender's devices, once any of these is known.
        """
        encrypted = Event.parse_event(event)
        if self._client.olm is None or not isinstance(encrypted, MegolmEvent):
            return None
        encrypted.room_id = room
        if not self._may_be_of(encrypted):
            return None
        try:
            clear = self._client.olm.decrypt_megolm_event(encrypted)
        except EncryptionError:
            return None
        source = clear.source
        return {**event, "type": source["type"], "content": source["content"], ENCRYPTED: True}

    def _may_be_of(self, encrypted: MegolmEvent) -> bool:
        olm, sender = self._client.olm, encrypted.sender
        if sender == self._client.user_id or self._is_of(sender, encrypted.sender_key):
            return True
        if olm.device_store[sender]:
            return False
        olm.add_changed_users({sender})
        return True

    def ask_for_key(self, room: str, event: Json) -> None:
        """Have the sender's device asked for a missing key, after this sync."""
        if self._requests.add(room, event):
            self._to_settle.set()

    async def _try(self, asking: Awaitable[Any]) -> None:
        """Failures are retried after the next sync."""
        try:
            answers = await asking
        except Exception as error:  # noqa: BLE001 - whatever nio's trouble is
            self._log.warning("keys not exchanged", cause=type(error).__name__)
            return
        for answer in answers if isinstance(answers, list) else [answers]:
            if isinstance(answer, ErrorResponse):
                self._log.warning("keys not exchanged", cause=type(answer).__name__)


class _Database(SqliteDatabase):  # type: ignore[misc] # peewee has no types
    """A file that has nio's tables for itself while it is used."""

    @contextmanager
    def bind_ctx(self, models: Sequence[Any], *options: bool) -> Iterator[Sequence[Any]]:
        with _TABLES, super().bind_ctx(models, *options):
            yield models


class KeyStore(DefaultStore):  # type: ignore[misc] # nio has no types
    """The store of one client."""

    def _create_database(self) -> _Database:
        """As nio's own: what is deleted is overwritten."""
        return _Database(self.database_path, pragmas={"foreign_keys": 1, "secure_delete": 1})


def client_with_keys(
    homeserver: str, user: str, folder: Path, pickle_key: str, *, encryption: bool
) -> Client:
    """An account's client, which tries nothing twice; its keys are in a folder."""
    return Client(
        homeserver.rstrip("/"),
        user,
        store_path=str(folder),
        config=AsyncClientConfig(
            max_limit_exceeded=0,
            max_timeouts=0,
            request_timeout=REQUEST_SECONDS,
            encryption_enabled=encryption,
            pickle_key=pickle_key,
            store=KeyStore,
            store_name=STORE,
        ),
    )


def parts(body: Json) -> Iterator[Json]:
    """A sync in parts, so that a message to our device which nio cannot take harms no other."""
    reduced = _reduced(body)
    for event in list_at(body, "to_device", "events"):
        nothing_else = {"rooms": _NO_ROOMS, "device_lists": _NO_DEVICES}
        yield {**reduced, **nothing_else, "to_device": {"events": [event]}}
    yield reduced


def _reduced(body: Json) -> Json:
    """The part of a sync that nio needs, without anything it could fail on."""
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
