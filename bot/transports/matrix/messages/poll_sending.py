"""Polls of Matrix's own: begun beside their cards, and ended with them."""

from contextlib import aclosing
from dataclasses import dataclass

from bot.core.messages.ports import Rejected
from bot.core.messages.rendering import Rendered
from bot.transports.matrix.addresses import Place
from bot.transports.matrix.encryption.crypto import Crypto
from bot.transports.matrix.homeserver.api import Api
from bot.transports.matrix.homeserver.json_values import Json, text_at
from bot.transports.matrix.homeserver.relations import related
from bot.transports.matrix.messages import content as contents
from bot.transports.matrix.messages.content import POLL_START
from bot.transports.matrix.messages.event_sending import EventSender
from bot.transports.matrix.messages.sent_messages import SentMessages
from bot.transports.matrix.rooms.known_rooms import Known


@dataclass(frozen=True, slots=True)
class PollSender:
    """Sends the beginning and the end of polls."""

    us: str
    api: Api
    crypto: Crypto
    events: EventSender
    sent: SentMessages

    async def begin(self, known: Known, at: Place, rendered: Rendered, txn: str) -> str | None:
        """Begin a poll beside its card, where we may; gives its event."""
        if rendered.poll is None or rendered.poll.result or at.person:
            return None
        body = contents.answering(contents.poll_start(rendered.poll), None, at.thread)
        try:
            return await self.events.put(known, POLL_START, body, f"{txn}-poll")
        except Rejected:
            return None

    async def end(self, known: Known, card: str, result: str) -> None:
        """End the poll that a card answers, once."""
        event = await self.api.room("GET", known.id, "event", card)
        start = text_at(event, "content", "m.relates_to", "m.in_reply_to", "event_id")
        if not start or POLL_START not in (await self.sent.content(known, start) or {}):
            return
        if await self._is_ended(known, start):
            return
        txn = f"end-{start}"
        await self.events.put(known, contents.POLL_END, contents.poll_end(start, result), txn)

    async def _is_ended(self, known: Known, start: str) -> bool:
        # In an encrypted room, where votes are sealed, they cannot be told from the end.
        kind = "m.room.encrypted" if known.encrypted else contents.POLL_END
        async with aclosing(related(self.api, known.id, start, "m.reference", kind)) as found:
            async for each in found:
                if self._is_our_end(known, each):
                    return True
        return False

    def _is_our_end(self, known: Known, event: Json) -> bool:
        if text_at(event, "sender") != self.us:
            return False
        return (self.crypto.opened(known.id, event) or event).get("type") == contents.POLL_END
