"""Messages of ours that others refer to: remembered as they were sent, or fetched."""

from collections import OrderedDict
from datetime import UTC, datetime

from bot.transports.matrix.encryption.crypto import ENCRYPTED, Crypto
from bot.transports.matrix.homeserver.api import Api
from bot.transports.matrix.homeserver.errors import Refused
from bot.transports.matrix.homeserver.json_values import Json
from bot.transports.matrix.rooms.known_rooms import Known

_REMEMBERED = 2000
_LATEST = 253_370_764_800_000
"""The year 9999, in milliseconds: what is later is no time in some zones."""


class SentMessages:
    """Our own messages, by their events."""

    def __init__(self, us: str, api: Api, crypto: Crypto) -> None:
        self._us = us
        self._api = api
        self._crypto = crypto
        self._contents: OrderedDict[str, Json | None] = OrderedDict()
        self._sent_at: dict[str, datetime] = {}

    def remember(self, event_id: str, content: Json | None) -> None:
        """Keep a message of ours as it was sent, or that it is not ours."""
        self._contents[event_id] = content
        if len(self._contents) > _REMEMBERED:
            forgotten, _ = self._contents.popitem(last=False)
            self._sent_at.pop(forgotten, None)

    def sent_at(self, event_id: str) -> datetime | None:
        """The time at which a message was sent, if it was fetched."""
        return self._sent_at.get(event_id)

    async def content(self, known: Known, event_id: str) -> Json | None:
        """The content of a message of ours as it was sent; None when it is not ours."""
        if event_id not in self._contents:
            ours = await self.event_of_ours(known, event_id)
            self.remember(event_id, None if ours is None else ours["content"])
            if ours is not None:
                self._sent_at[event_id] = moment(ours)
        return self._contents[event_id]

    async def event_of_ours(self, known: Known, event_id: str) -> Json | None:
        """A message of ours as the homeserver has it; None when it is not ours."""
        event = await self.event(known, event_id)
        return event if event is not None and event["sender"] == self._us else None

    async def event(self, known: Known, event_id: str) -> Json | None:
        """An event as the homeserver has it, in clear; None when it has none that we may see."""
        try:
            event = await self._api.room("GET", known.id, "event", event_id)
        except Refused as refused:
            if refused.is_for_now:
                raise
            return None
        if event.get("type") == ENCRYPTED:
            return self._crypto.opened(known.id, event) or event
        return event


def moment(event: Json) -> datetime:
    """The time that the sender's homeserver states; of an impossible one, the nearest possible."""
    return datetime.fromtimestamp(min(max(0, event["origin_server_ts"]), _LATEST) / 1000, UTC)
