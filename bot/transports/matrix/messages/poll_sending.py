"""Polls of Matrix's own: begun beside their cards, and ended with them."""

from contextlib import aclosing
from dataclasses import dataclass, field

from bot.core.messages.ports import Rejected
from bot.core.messages.rendering import OwnPoll, Rendered
from bot.transports.matrix.addresses import Place
from bot.transports.matrix.encryption.crypto import ENCRYPTED, Crypto
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
    _revisions: dict[str, int] = field(default_factory=dict)
    """The revisions that polls of cards are known to have."""

    async def begin(self, known: Known, at: Place, rendered: Rendered, txn: str) -> str | None:
        """Begin a poll beside its card, where we may; gives its event."""
        if rendered.poll is None or rendered.poll.result or at.person:
            return None
        body = contents.answering(contents.poll_start(rendered.poll), None, at.thread)
        try:
            return await self.events.put(known, POLL_START, body, f"{txn}-poll")
        except Rejected:
            return None

    async def follow(self, known: Known, card: str, poll: OwnPoll, txn: str) -> None:
        """End the poll beside a card with its result; one that changed gives way to another.

        A network's own poll keeps its words: votes in it would be votes on another question.
        """
        if not poll.result and self._revisions.get(card) == poll.revision:
            return
        start = await self._running(known, card)
        begun = None if start is None else await self.sent.content(known, start)
        if start is None or begun is None:
            return
        new = contents.poll_start(poll)
        if poll.result:
            await self._end(known, start, poll.result)
        elif begun[POLL_START]["answers"] != new[POLL_START]["answers"]:
            await self._end(known, start, poll.moved)
            beside = {"m.relates_to": {"rel_type": "m.reference", "event_id": card}}
            await self.events.put(known, POLL_START, {**new, **beside}, f"{txn}-poll")
        self._revisions[card] = poll.revision

    async def _running(self, known: Known, card: str) -> str | None:
        """The poll beside a card: the one that took the place of others, else the first."""
        kind = ENCRYPTED if known.encrypted else POLL_START
        async with aclosing(related(self.api, known.id, card, "m.reference", kind)) as newest_first:
            async for each in newest_first:
                if self._is_ours(known, each, POLL_START):
                    return str(each["event_id"])
        event = await self.api.room("GET", known.id, "event", card)
        start = text_at(event, "content", "m.relates_to", "m.in_reply_to", "event_id")
        is_poll = bool(start) and POLL_START in (await self.sent.content(known, start) or {})
        return start if is_poll else None

    async def _end(self, known: Known, start: str, result: str) -> None:
        """End a poll, once."""
        if await self._is_ended(known, start):
            return
        txn = f"end-{start}"
        await self.events.put(known, contents.POLL_END, contents.poll_end(start, result), txn)

    async def _is_ended(self, known: Known, start: str) -> bool:
        # In an encrypted room, where votes are sealed, they cannot be told from the end.
        kind = ENCRYPTED if known.encrypted else contents.POLL_END
        async with aclosing(related(self.api, known.id, start, "m.reference", kind)) as found:
            async for each in found:
                if self._is_ours(known, each, contents.POLL_END):
                    return True
        return False

    def _is_ours(self, known: Known, event: Json, kind: str) -> bool:
        if text_at(event, "sender") != self.us:
            return False
        return (self.crypto.opened(known.id, event) or event).get("type") == kind
