"""Requests for missing keys: each session is asked for once, a few after a sync."""

from collections import deque
from collections.abc import Awaitable, Iterator
from uuid import uuid4

from nio import AsyncClient, Event, MegolmEvent
from nio.event_builders import RoomKeyRequestMessage

from bot.transports.matrix.homeserver.api import CLIENT, Api
from bot.transports.matrix.homeserver.json_values import Json

MOST_WANTED, WANTED_AT_ONCE = 100, 5
"""The number of requests for keys that may wait, and that are sent after a sync."""


class KeyRequests:
    """Requests to the devices of senders.

    Most clients answer nobody but their own account's verified devices, and nio takes a forwarded
    key from none but ours. What may come of this: the sender's client sees that we miss the key,
    and shares it as it first did.
    """

    def __init__(self, client: AsyncClient, api: Api) -> None:
        self._client = client
        self._api = api
        self._asked: set[str] = set()
        self._wanted: deque[RoomKeyRequestMessage] = deque(maxlen=MOST_WANTED)

    def add(self, room: str, event: Json) -> bool:
        """Put a request into the queue; False where there is none to make, or was one before."""
        sealed = Event.parse_event(event)
        if self._client.olm is None or not isinstance(sealed, MegolmEvent):
            return False
        session = str(sealed.session_id)
        if session in self._asked or not sealed.device_id:
            return False
        self._asked.add(session)
        sealed.room_id = room
        asker = self._client.device_id
        self._wanted.append(sealed.as_key_request(sealed.sender, asker, session, sealed.device_id))
        return True

    def due(self) -> Iterator[Awaitable[None]]:
        """Take from the queue what is sent after one sync."""
        for _ in range(min(len(self._wanted), WANTED_AT_ONCE)):
            yield self._send(self._wanted.popleft())

    async def _send(self, message: RoomKeyRequestMessage) -> None:
        where = f"{CLIENT}/sendToDevice/{message.type}/{uuid4()}"
        await self._api.request("PUT", where, message.as_dict())
