"""Sending to rooms: each event keeps its transaction id."""

import asyncio
from dataclasses import dataclass, field, replace

from bot.core.files.pictures import shown
from bot.core.messages.content import Document
from bot.core.messages.incoming import Upload
from bot.core.messages.picture_content import PictureContent
from bot.core.messages.ports import Rejected
from bot.core.messages.rendering import Rendered
from bot.transports.matrix.addresses import Place, place
from bot.transports.matrix.encryption.crypto import Crypto
from bot.transports.matrix.homeserver.api import Api
from bot.transports.matrix.homeserver.errors import Refused, as_send_errors
from bot.transports.matrix.homeserver.json_values import found, text_at
from bot.transports.matrix.homeserver.relations import related
from bot.transports.matrix.messages import content as contents
from bot.transports.matrix.messages.content import Content
from bot.transports.matrix.messages.event_sending import EventSender
from bot.transports.matrix.messages.files import Media
from bot.transports.matrix.messages.poll_sending import PollSender
from bot.transports.matrix.messages.sent_messages import SentMessages
from bot.transports.matrix.rooms.direct_rooms import Doors
from bot.transports.matrix.rooms.known_rooms import Known, Rooms
from bot.transports.matrix.rooms.pinned_events import put_pin
from bot.transports.matrix.rooms.room_entry import RoomEntry


@dataclass(slots=True)
class Sender:
    """Says, changes and takes away messages."""

    network: str
    rooms: Rooms
    doors: Doors
    api: Api
    crypto: Crypto
    sent: SentMessages
    media: Media
    _entry: RoomEntry = field(init=False)
    _events: EventSender = field(init=False)
    _polls: PollSender = field(init=False)

    def __post_init__(self) -> None:
        self._entry = RoomEntry(self.network, self.rooms, self.doors)
        self._events = EventSender(self.rooms, self.api, self.crypto, self.sent)
        self._polls = PollSender(self.rooms.us, self.api, self.crypto, self._events, self.sent)

    async def say(self, where: str, rendered: Rendered, txn: str, reply_to: str | None) -> str:
        """Say one piece; gives the id of its event. Said again with the same `txn`, it is one."""
        at = place(self.network, where)
        if rendered.document is not None and not at.person:
            raise Rejected("a document is for a direct room")
        with as_send_errors():
            known = await self._entry.entered(at)
            start = await self._polls.begin(known, at, rendered, txn)
            body = _content(rendered, known, at)
            if rendered.picture is not None:
                body |= await self._picture(rendered.picture, known, body["body"], txn)
            if rendered.document is not None:
                body |= await self._document(rendered.document, known, body["body"], txn)
                await self._entry.check_private(known, at.person)  # it may have taken a while
            signs = body.get(contents.PRESSES, {})
            body = contents.answering(body, start or reply_to, at.thread)
            event_id = await self._events.put(known, "m.room.message", body, txn)
            for nth in range(len(signs)):
                await self._events.offer(known, event_id, contents.EMOJI[nth], f"{txn}-{nth}")
        return event_id

    async def change(self, where: str, message_id: str, rendered: Rendered, txn: str) -> None:
        """Put other words into a message of ours; the poll beside it follows."""
        at, rendered = place(self.network, where), contents.in_one_piece(rendered)
        with as_send_errors():
            known = await self._entry.entered(at)
            body = _content(rendered, known, at)
            edit = contents.edited(body, message_id)
            self.sent.edited(await self._events.put(known, "m.room.message", edit, txn))
            if rendered.poll is not None:
                await self._polls.follow(known, message_id, rendered.poll, txn)

    async def take_away(self, where: str, message_id: str, txn: str) -> None:
        """Redact a message of ours, even if others are in the room by now.

        Its edits go first: they say the same, and would stay for those who ask for them.
        """
        with as_send_errors():
            room = place(self.network, where).room
            for edit in await self._edits(room, message_id):
                await self.api.room("PUT", room, "redact", edit, f"{txn}-{edit}", body={})
            await self.api.room("PUT", room, "redact", message_id, txn, body={})

    async def react(self, where: str, message_id: str, sign: str, txn: str) -> None:
        """React to a person's message; the sign says nothing that encryption would hide."""
        with as_send_errors():
            known = await self._entry.entered(place(self.network, where))
            try:
                await self._events.annotate(known, message_id, sign, txn)
            except Refused as refused:
                raise await self._events.refusal(known, refused) from None

    async def pin(self, where: str, message_id: str, *, pinned: bool) -> None:
        """Pin a message of ours, or unpin it, beside the pins of others, where we may."""
        with as_send_errors():
            known = await self._entry.entered(place(self.network, where))
            await put_pin(self.api, known.id, message_id, pinned=pinned)

    async def _edits(self, room: str, message_id: str) -> list[str]:
        """Our edits of a message, as events of their own."""
        try:
            found = [each async for each in related(self.api, room, message_id, "m.replace")]
        except Refused as refused:
            if refused.is_for_now:
                raise
            return []  # it is gone already, or was never there
        return [str(each["event_id"]) for each in found if text_at(each, "sender") == self.rooms.us]

    async def _picture(
        self,
        content: PictureContent | Document,
        known: Known,
        caption: str,
        txn: str,
    ) -> Content:
        """Upload a picture, encrypted where the room is; gives the content that shows it."""
        drawn = await asyncio.to_thread(shown, content)
        put = await self.media.put(
            drawn.content, drawn.media_type, txn=txn, encrypted=known.encrypted
        )
        return {"msgtype": "m.image", "filename": drawn.name, "body": caption, **put}

    async def _document(self, sent: Document, known: Known, caption: str, txn: str) -> Content:
        """Upload a file, encrypted where the room is; gives the content that offers it."""
        put = await self.media.put(
            sent.content, sent.media_type, txn=txn, encrypted=known.encrypted
        )
        return {"msgtype": "m.file", "filename": sent.name, "body": caption or sent.name, **put}

    async def fetch(self, upload: Upload, most: int) -> bytes:
        """Download a file that a person sent."""
        with as_send_errors():
            return await self.media.get(upload, most)

    async def count_members(self, where: str) -> int:
        """Count the people who joined a room, without us."""
        with as_send_errors():
            told = await self.api.room("GET", place(self.network, where).room, "joined_members")
        joined = found(told, "joined")
        if not isinstance(joined, dict):
            raise Rejected("the homeserver does not say who joined")
        return len(joined.keys() - {self.rooms.us})


def _content(said: Rendered, known: Known, at: Place) -> Content:
    """The content of a message; in an unencrypted room also its reactions."""
    if known.encrypted and said.unsealed:
        said = replace(said, typed=f"{said.unsealed}\n{said.typed}")
    calling = [at.person] if at.person and not said.quiet else []
    body = contents.message(said, calling=calling)
    signs = {} if at.person or known.encrypted else contents.reactions(said)
    return {**body, contents.PRESSES: signs} if signs else body
