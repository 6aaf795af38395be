"""Events of ours: sent, encrypted where the room is, and found again when others refer to them."""

from collections import OrderedDict
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus

from bot.core.messages.ports import NotSent, Rejected, RoomGone, TryLater
from bot.transports.matrix.encryption.crypto import ENCRYPTED, Crypto
from bot.transports.matrix.homeserver import Api, Json, found, related, text_at
from bot.transports.matrix.homeserver_errors import Refused
from bot.transports.matrix.known_rooms import Known, Rooms, may_speak
from bot.transports.matrix.made_rooms import LATER
from bot.transports.matrix.messages.message_words import shown_content

_REMEMBERED = 2000
_LATEST = 253_370_764_800_000
"""The year 9999, in milliseconds: what is later is no time in some zones."""


@dataclass(frozen=True, slots=True)
class SentMessages:
    """Our own messages, by their events."""

    us: str
    api: Api
    crypto: Crypto
    _contents: OrderedDict[str, Json | None] = field(default_factory=OrderedDict)
    _sent_at: dict[str, datetime] = field(default_factory=dict)
    _edits: OrderedDict[str, bool] = field(default_factory=OrderedDict)
    """Our edits; True once they came in the order of a sync, so that people may have them."""

    def remember(self, event_id: str, content: Json | None) -> None:
        """Keep a message of ours as it was sent, or that it is not ours."""
        self._contents[event_id] = content
        if len(self._contents) > _REMEMBERED:
            forgotten, _ = self._contents.popitem(last=False)
            self._sent_at.pop(forgotten, None)

    def edited(self, edit_id: str) -> None:
        """Note that one of our edits was sent: people who act before it comes did not see it."""
        self._edits.setdefault(edit_id, False)
        if len(self._edits) > _REMEMBERED:
            self._edits.popitem(last=False)

    def came(self, event_id: str) -> None:
        """Note that an event of ours came, in the order in which the homeserver has them."""
        self._edits[event_id] = True
        if len(self._edits) > _REMEMBERED:
            self._edits.popitem(last=False)

    async def content_shown(self, known: Known, ours: Json) -> Json:
        """The content of a message of ours as those saw it whose events are read now."""
        latest = text_at(ours, "unsigned", "m.relations", "m.replace", "event_id")
        if not latest or self._edits.get(latest, True):
            return shown_content(ours)
        async with aclosing(
            related(self.api, known.id, ours["event_id"], "m.replace")
        ) as newest_first:
            async for each in newest_first:
                new = found(each, "content", "m.new_content")
                is_seen = each["sender"] == self.us and self._edits.get(each["event_id"], True)
                if is_seen and isinstance(new, dict):
                    return new
        return dict(ours["content"])

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
        return event if event is not None and event["sender"] == self.us else None

    async def event(self, known: Known, event_id: str) -> Json | None:
        """An event as the homeserver has it, in clear; None when it has none that we may see."""
        try:
            event = await self.api.room("GET", known.id, "event", event_id)
        except Refused as refused:
            if refused.is_for_now:
                raise
            return None
        if event.get("type") == ENCRYPTED:
            return self.crypto.opened(known.id, event) or event
        return event


@dataclass(frozen=True, slots=True)
class EventSender:
    """Puts events into rooms; the same `txn` twice makes one event."""

    rooms: Rooms
    api: Api
    crypto: Crypto
    sent: SentMessages

    async def put(self, known: Known, kind: str, body: Json, txn: str) -> str:
        """Send an event; gives its id."""
        event = kind, body
        if known.encrypted:
            event = await self._encrypted(known, kind, body)
        try:
            answer = await self.api.room("PUT", known.id, "send", event[0], txn, body=event[1])
        except Refused as refused:
            raise await self.refusal(known, refused) from None
        event_id = str(answer["event_id"])
        self.sent.remember(event_id, body)
        return event_id

    async def _encrypted(self, known: Known, kind: str, body: Json) -> tuple[str, Json]:
        if not self.crypto.fingerprint:
            raise RoomGone("the room is encrypted, and encryption is switched off")
        try:
            return await self.crypto.sessions.encrypt(known.id, kind, body)
        except NotSent as error:  # of this room's keys: the other rooms have theirs
            raise TryLater(LATER) from error

    async def refusal(self, known: Known, refused: Refused) -> Refused | Rejected:
        """A room that takes no message of this kind, while we are in it, is not gone."""
        forbidden = refused.status == HTTPStatus.FORBIDDEN and not refused.is_for_now
        if not forbidden or await self._is_mute(known):
            return refused
        return Rejected(str(refused))

    async def _is_mute(self, known: Known) -> bool:
        """True if nothing at all can be said there: we are out, or may not speak."""
        if self.rooms.us not in await self.rooms.asked(known.id):
            return True
        levels = await self.api.room("GET", known.id, "state", "m.room.power_levels", "")
        return not may_speak(levels, self.rooms.us, rulers=known.rulers)

    async def offer(self, known: Known, event_id: str, sign: str, txn: str) -> None:
        """Show a reaction that people need only touch, where we may. It is never encrypted."""
        try:
            await self.annotate(known, event_id, sign, txn)
        except Refused as refused:
            if refused.is_for_now:
                raise

    async def annotate(self, known: Known, event_id: str, sign: str, txn: str) -> None:
        """Put a reaction beside an event."""
        related = {"rel_type": "m.annotation", "event_id": event_id, "key": sign}
        body = {"m.relates_to": related}
        await self.api.room("PUT", known.id, "send", "m.reaction", txn, body=body)


def moment(event: Json) -> datetime:
    """The time that the sender's homeserver states; of an impossible one, the nearest possible."""
    return datetime.fromtimestamp(min(max(0, event["origin_server_ts"]), _LATEST) / 1000, UTC)
