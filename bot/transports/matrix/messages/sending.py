"""Sending to rooms: each event keeps its transaction id."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, replace
from datetime import timedelta
from http import HTTPStatus
from time import monotonic
from urllib.parse import quote

from bot.core.files.pictures import shown
from bot.core.messages.content import Document
from bot.core.messages.incoming import Upload
from bot.core.messages.picture_content import PictureContent
from bot.core.messages.ports import NotSent, Rejected, RoomGone, RoomMoved, SendError, TryLater
from bot.core.messages.rendering import Rendered
from bot.transports.matrix.addresses import Place, address, place
from bot.transports.matrix.encryption.crypto import Crypto
from bot.transports.matrix.homeserver.api import Api
from bot.transports.matrix.homeserver.errors import Refused, as_send_errors
from bot.transports.matrix.homeserver.json_values import Json, found, list_at, text_at
from bot.transports.matrix.messages import content as contents
from bot.transports.matrix.messages.content import POLL_START, Content
from bot.transports.matrix.messages.events import EventReader
from bot.transports.matrix.messages.files import Media
from bot.transports.matrix.rooms.direct_rooms import Doors
from bot.transports.matrix.rooms.known_rooms import Known, Rooms
from bot.transports.matrix.rooms.pinned_events import put_pin
from bot.transports.matrix.rooms.power_levels import may_speak

ENTERED_WITHIN = 600.0
_LATER = timedelta(seconds=5)
_REFERENCE = "m.reference"


@dataclass(slots=True)
class Sender:
    """Says, changes and takes away messages."""

    network: str
    rooms: Rooms
    doors: Doors
    api: Api
    crypto: Crypto
    reader: EventReader
    media: Media

    async def say(self, where: str, rendered: Rendered, txn: str, reply_to: str | None) -> str:
        """Say one piece; gives the id of its event. Said again with the same `txn`, it is one."""
        at = place(self.network, where)
        if rendered.document is not None and not at.person:
            raise Rejected("a document is for a direct room")
        with as_send_errors():
            known = await self._entered(at)
            start = await self._ballot(known, at, rendered, txn)
            body = _content(rendered, known, at)
            if rendered.picture is not None:
                body |= await self._picture(rendered.picture, known, body["body"], txn)
            if rendered.document is not None:
                body |= await self._document(rendered.document, known, body["body"], txn)
                await self._check_alone(known, at.person)  # it may have taken a while
            signs = body.get(contents.PRESSES, {})
            body = contents.answering(body, start or reply_to, at.thread)
            event_id = await self._put(known, "m.room.message", body, txn)
            for nth in range(len(signs)):
                await self._offer(known, event_id, contents.EMOJI[nth], f"{txn}-{nth}")
        return event_id

    async def change(self, where: str, message_id: str, rendered: Rendered, txn: str) -> None:
        """Put other words into a message of ours; a poll with a result ends."""
        at, rendered = place(self.network, where), contents.in_one_piece(rendered)
        with as_send_errors():
            known = await self._entered(at)
            body = _content(rendered, known, at)
            await self._put(known, "m.room.message", contents.edited(body, message_id), txn)
            if rendered.poll is not None and rendered.poll.result:
                await self._end_poll(known, message_id, rendered.poll.result)

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
            known = await self._entered(place(self.network, where))
            try:
                await self._annotate(known, message_id, sign, txn)
            except Refused as refused:
                raise await self._refusal(known, refused) from None

    async def pin(self, where: str, message_id: str, *, pinned: bool) -> None:
        """Pin a message of ours, or unpin it, beside the pins of others, where we may."""
        with as_send_errors():
            known = await self._entered(place(self.network, where))
            await put_pin(self.api, known.id, message_id, pinned=pinned)

    async def _edits(self, room: str, message_id: str) -> list[str]:
        """Our edits of a message, as events of their own."""
        try:
            found = [each async for each in self._related(room, message_id, "m.replace")]
        except Refused as refused:
            if refused.is_for_now:
                raise
            return []  # it is gone already, or was never there
        return [str(each["event_id"]) for each in found if text_at(each, "sender") == self.rooms.us]

    # Where

    async def _entered(self, at: Place) -> Known:
        """The room, if only the intended person can read it."""
        if not at.room:
            room = await self.doors.to(at.person)
            raise RoomMoved(address(self.network, room, at.person))
        known = self.rooms.get(at.room)
        if known is None:
            if self.rooms.us in await self.rooms.asked(at.room):
                raise TryLater(_LATER)  # no sync has told of it yet
            raise RoomGone("we are not in this room")
        if at.person:
            await self._check_alone(known, at.person)
        if known.replacement:
            raise self._replaced(known, at)
        return known

    async def _check_alone(self, known: Known, person: str) -> None:
        """What is for one person is said only where nobody else can read it.

        Asked of the homeserver each time: a sync with gaps may leave out who came.
        """
        there = await self.rooms.asked(known.id)
        others = there.keys() - {person, self.rooms.us}
        if others:
            raise RoomMoved(address(self.network, person))
        if person not in there:
            raise RoomGone("the person left")

    def _replaced(self, known: Known, at: Place) -> SendError:
        """The room was upgraded: we go on in the new one as soon as we are in it.

        A private one has to be entered by an invitation that is sent a little later.
        """
        new = self.rooms.get(known.replacement)
        if new is None and monotonic() - known.replaced_at < ENTERED_WITHIN:
            return TryLater(_LATER)
        if new is None or new.predecessor != known.id:
            return RoomGone("the room was replaced")
        return RoomMoved(address(self.network, new.id, at.person))

    # What

    async def _put(self, known: Known, kind: str, body: Content, txn: str) -> str:
        sealed = kind, body
        if known.encrypted:
            sealed = await self._sealed(known, kind, body)
        try:
            answer = await self.api.room("PUT", known.id, "send", sealed[0], txn, body=sealed[1])
        except Refused as refused:
            raise await self._refusal(known, refused) from None
        event_id = str(answer["event_id"])
        self.reader.is_ours(event_id, body)
        return event_id

    async def _sealed(self, known: Known, kind: str, body: Content) -> tuple[str, Content]:
        if not self.crypto.fingerprint:
            raise RoomGone("the room is encrypted, and encryption is switched off")
        try:
            return await self.crypto.sessions.seal(known.id, kind, body)
        except NotSent as error:  # of this room's keys: the other rooms have theirs
            raise TryLater(_LATER) from error

    async def _refusal(self, known: Known, refused: Refused) -> Refused | Rejected:
        """A room that takes no message of this kind, while we are in it, is not gone."""
        forbidden = refused.status == HTTPStatus.FORBIDDEN and not refused.is_for_now
        if not forbidden or await self._is_mute(known):
            return refused
        return Rejected(str(refused))

    async def _is_mute(self, known: Known) -> bool:
        """Whether nothing at all can be said there: we are out, or may not speak."""
        if self.rooms.us not in await self.rooms.asked(known.id):
            return True
        levels = await self.api.room("GET", known.id, "state", "m.room.power_levels", "")
        return not may_speak(levels, self.rooms.us)

    async def _offer(self, known: Known, event_id: str, sign: str, txn: str) -> None:
        """Show a reaction that people need only touch, where we may. It is never encrypted."""
        try:
            await self._annotate(known, event_id, sign, txn)
        except Refused as refused:
            if refused.is_for_now:
                raise

    async def _annotate(self, known: Known, event_id: str, sign: str, txn: str) -> None:
        related = {"rel_type": "m.annotation", "event_id": event_id, "key": sign}
        body = {"m.relates_to": related}
        await self.api.room("PUT", known.id, "send", "m.reaction", txn, body=body)

    async def _ballot(self, known: Known, at: Place, rendered: Rendered, txn: str) -> str | None:
        """Begin a poll of Matrix's own beside its card, where we may; gives its event."""
        if rendered.poll is None or rendered.poll.result or at.person:
            return None
        body = contents.answering(contents.poll_start(rendered.poll), None, at.thread)
        try:
            return await self._put(known, contents.POLL_START, body, f"{txn}-poll")
        except Rejected:
            return None

    async def _end_poll(self, known: Known, card: str, result: str) -> None:
        """End the poll that a card answers, once."""
        event = await self.api.room("GET", known.id, "event", card)
        start = text_at(event, "content", "m.relates_to", "m.in_reply_to", "event_id")
        if not start or POLL_START not in (await self.reader.content(known, start) or {}):
            return
        if await self._is_ended(known, start):
            return
        txn = f"end-{start}"
        await self._put(known, contents.POLL_END, contents.poll_end(start, result), txn)

    async def _is_ended(self, known: Known, start: str) -> bool:
        # Where votes are sealed, they cannot be told from the end.
        kind = "m.room.encrypted" if known.encrypted else contents.POLL_END
        async with aclosing(self._related(known.id, start, _REFERENCE, kind)) as found:
            async for each in found:
                if self._is_our_end(known, each):
                    return True
        return False

    async def _related(
        self, room: str, event_id: str, *relation: str
    ) -> AsyncGenerator[Json, None]:
        """The events that stand in a relation to one, of a kind if that is named too."""
        parts = [quote(each, safe="") for each in (room, "relations", event_id, *relation)]
        path, query = f"/_matrix/client/v1/rooms/{'/'.join(parts)}", {"limit": "100"}
        while True:
            page = await self.api.request("GET", path, query=query)
            for each in list_at(page, "chunk"):
                yield each
            query["from"] = text_at(page, "next_batch")
            if not query["from"]:
                return

    def _is_our_end(self, known: Known, event: Json) -> bool:
        if text_at(event, "sender") != self.rooms.us:
            return False
        return (self.crypto.opened(known.id, event) or event).get("type") == contents.POLL_END

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
