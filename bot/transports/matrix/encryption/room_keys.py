"""Keys of rooms: ours are shared and renewed, missing ones are requested once."""

import asyncio
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable, Iterator
from uuid import uuid4

from nio import Event, MegolmEvent
from nio.event_builders import RoomKeyRequestMessage
from nio.responses import ErrorResponse

from bot.core.messages.ports import NotSent
from bot.transports.matrix.homeserver import CLIENT, Api, Client, Json

MOST_WANTED, WANTED_AT_ONCE = 100, 5
"""The number of requests for keys that may wait, and that are sent after a sync."""


class RoomSessions:
    """Sessions in which we write; `query` asks for the devices of those who are new or changed."""

    def __init__(self, client: Client, query: Callable[[], Awaitable[object]]) -> None:
        self._client = client
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
