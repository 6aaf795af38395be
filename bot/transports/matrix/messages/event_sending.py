"""Sending one event, encrypted where the room is."""

from dataclasses import dataclass
from http import HTTPStatus

from bot.core.messages.ports import NotSent, Rejected, RoomGone, TryLater
from bot.transports.matrix.encryption.crypto import Crypto
from bot.transports.matrix.homeserver.api import Api
from bot.transports.matrix.homeserver.errors import Refused
from bot.transports.matrix.messages.content import Content
from bot.transports.matrix.messages.sent_messages import SentMessages
from bot.transports.matrix.rooms.known_rooms import Known, Rooms
from bot.transports.matrix.rooms.power_levels import may_speak
from bot.transports.matrix.rooms.room_entry import LATER


@dataclass(frozen=True, slots=True)
class EventSender:
    """Puts events into rooms; the same `txn` twice makes one event."""

    rooms: Rooms
    api: Api
    crypto: Crypto
    sent: SentMessages

    async def put(self, known: Known, kind: str, body: Content, txn: str) -> str:
        """Send an event; gives its id."""
        sealed = kind, body
        if known.encrypted:
            sealed = await self._sealed(known, kind, body)
        try:
            answer = await self.api.room("PUT", known.id, "send", sealed[0], txn, body=sealed[1])
        except Refused as refused:
            raise await self.refusal(known, refused) from None
        event_id = str(answer["event_id"])
        self.sent.remember(event_id, body)
        return event_id

    async def _sealed(self, known: Known, kind: str, body: Content) -> tuple[str, Content]:
        if not self.crypto.fingerprint:
            raise RoomGone("the room is encrypted, and encryption is switched off")
        try:
            return await self.crypto.sessions.seal(known.id, kind, body)
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
        return not may_speak(levels, self.rooms.us)

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
