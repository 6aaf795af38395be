"""Encryption by nio's machine: its store, the parts of syncs that it needs, sessions, files.

nio keeps the keys that a sync brought in its own store, at once: the homeserver deletes them as
soon as a newer token is used, so they are kept before our position is. nio binds its tables, which
all its stores share, to the store that is being used: two threads at once would write into each
other's files, so one waits for the other, for a few milliseconds.
"""

import asyncio
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from threading import RLock
from typing import Any
from uuid import uuid4

from nio import AsyncClientConfig, Event, MegolmEvent, SyncResponse
from nio.crypto import attachments
from nio.event_builders import RoomKeyRequestMessage
from nio.exceptions import EncryptionError
from nio.responses import ErrorResponse, KeysUploadResponse
from nio.store import DefaultStore
from peewee import SqliteDatabase
from structlog.typing import FilteringBoundLogger

from bot.core.messages.ports import NotSent
from bot.core.tasks import Heartbeat, kept
from bot.transports.matrix.homeserver import CLIENT, Api, Client, Json, list_at, text_at

# All that nio needs to know of a room; the rest is read by ourselves, event by event.
_OF_THE_ROOM = {"m.room.encryption", "m.room.member"}
_NO_ROOMS: Json = {"join": {}, "invite": {}, "leave": {}}
_NO_DEVICES: Json = {"changed": [], "left": []}
STORE = "crypto.db"
REQUEST_SECONDS = 30
ENCRYPTED = "m.room.encrypted"
MEET_SECONDS = 10.0
MOST_WANTED, WANTED_AT_ONCE = 100, 5
"""The number of requests for keys that may wait, and that are sent after a sync."""
_TABLES = RLock()


class Crypto:
    """The device's keys and sessions."""

    def __init__(self, client: Client, log: FilteringBoundLogger, *, name: str = "matrix") -> None:
        self.heartbeat = Heartbeat(f"{name} keys")
        self._client = client
        self._api = Api(client)
        self._log = log
        self._requests = KeyRequests(client, self._api)
        self.sessions = RoomSessions(client, self._api, self._query)
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


class RoomSessions:
    """Sessions in which we write; `query` asks for the devices of those who are new or changed."""

    def __init__(self, client: Client, api: Api, query: Callable[[], Awaitable[object]]) -> None:
        self._client = client
        self._api = api
        self._query = query
        self._sharing: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def encrypt(self, room: str, kind: str, content: Json) -> tuple[str, Json]:
        """Encrypt for everybody in a room; gives the type and content to send.

        Raises `NotSent` when the keys cannot be shared now.
        """
        client = self._client
        async with self._sharing[room]:
            if client.olm is None or room not in client.rooms:
                raise NotSent("no keys for this room yet")
            try:
                await self._share(room)
                encrypted_kind, encrypted_content = client.encrypt(room, kind, content)
            except NotSent:
                raise
            except Exception as error:  # noqa: BLE001 - whatever nio's trouble is
                raise NotSent(f"not encrypted: {type(error).__name__}") from None
        return encrypted_kind, encrypted_content

    def forget_room(self, room: str) -> None:
        """Begin a new session the next time something is said there."""
        if self._client.olm is not None:
            self._client.invalidate_outbound_session(room)
        self._client.rooms.pop(room, None)  # who is there, is learned anew

    def renew(self, room: str) -> None:
        """Begin a new session, in a room that we were out of for a while."""
        if self._client.olm is not None:
            self._client.invalidate_outbound_session(room)
        if room in self._client.rooms:
            self._client.rooms[room].members_synced = False

    async def _share(self, room: str) -> None:
        """Give the room's session to every device there; a failure is told, unlike by nio."""
        client, olm = self._client, self._client.olm
        if not client.rooms[room].members_synced:
            await self._know_invited(room)
            _check(await client.joined_members(room))
        _check(await self._query())
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

    async def _know_invited(self, room: str) -> None:
        """Tell nio who is invited: a sync made while the room is being created may leave them out.

        Some homeservers name all who ever were there, whatever they are asked for.
        """
        told = await self._api.room("GET", room, "members", query={"membership": "invite"})
        for event in list_at(told, "chunk"):
            user, name = text_at(event, "state_key"), text_at(event, "content", "displayname")
            if user and text_at(event, "content", "membership") == "invite":
                self._client.rooms[room].add_member(user, name, None, invited=True)


class KeyRequests:
    """Requests to the devices of senders.

    Most clients answer nobody but their own account's verified devices, and nio takes a forwarded
    key from none but ours. What may come of this: the sender's client sees that we miss the key,
    and shares it as it first did.
    """

    def __init__(self, client: Client, api: Api) -> None:
        self._client = client
        self._api = api
        self._asked: set[str] = set()
        self._wanted: deque[RoomKeyRequestMessage] = deque(maxlen=MOST_WANTED)

    def add(self, room: str, event: Json) -> bool:
        """Put a request into the queue; False where there is none to make, or was one before."""
        encrypted = Event.parse_event(event)
        if self._client.olm is None or not isinstance(encrypted, MegolmEvent):
            return False
        session = str(encrypted.session_id)
        if session in self._asked or not encrypted.device_id:
            return False
        self._asked.add(session)
        encrypted.room_id = room
        asker = self._client.device_id
        self._wanted.append(
            encrypted.as_key_request(encrypted.sender, asker, session, encrypted.device_id)
        )
        return True

    def due(self) -> Iterator[Awaitable[object]]:
        """Take from the queue what is sent after one sync."""
        for _ in range(min(len(self._wanted), WANTED_AT_ONCE)):
            message = self._wanted.popleft()
            where = f"{CLIENT}/sendToDevice/{message.type}/{uuid4()}"
            yield self._api.request("PUT", where, message.as_dict())


def _check(answer: object) -> None:
    if isinstance(answer, ErrorResponse):
        raise NotSent(f"keys not shared: {type(answer).__name__}")


class DoesNotOpen(ValueError):
    """These keys are not the file's, or it was changed on the way."""


def encrypt_attachment(raw: bytes) -> tuple[bytes, Json]:
    """The encrypted bytes, and the keys that the message holds."""
    ciphertext, keys = attachments.encrypt_attachment(raw)
    return ciphertext, keys


def decrypt_attachment(raw: bytes, key: str, digest: str, iv: str) -> bytes:
    """The clear bytes; raises `DoesNotOpen`."""
    try:
        clear: bytes = attachments.decrypt_attachment(raw, key, digest, iv)
    except (EncryptionError, ValueError):
        raise DoesNotOpen from None
    return clear
