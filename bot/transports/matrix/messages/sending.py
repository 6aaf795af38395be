"""Sending to rooms: messages, polls and pins; each event keeps its transaction id."""

import asyncio
from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from http import HTTPStatus

import structlog

from bot.core.files import shown
from bot.core.messages.content import Document, PictureContent
from bot.core.messages.incoming import Upload
from bot.core.messages.ports import NewRoom, Rejected
from bot.core.messages.rendering import OwnPoll, Rendered
from bot.transports.matrix.encryption.crypto import ENCRYPTED, Crypto
from bot.transports.matrix.homeserver import Api, Json, found, list_at, related, text_at
from bot.transports.matrix.homeserver_errors import Refused, as_send_errors
from bot.transports.matrix.known_rooms import Known, Place, Rooms, place
from bot.transports.matrix.made_rooms import DirectRooms, GroupRooms, RoomEntry
from bot.transports.matrix.messages import content as contents
from bot.transports.matrix.messages.content import POLL_START
from bot.transports.matrix.messages.files import Media
from bot.transports.matrix.messages.own_events import EventSender, SentMessages

PINNED = "m.room.pinned_events"
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class PollSender:
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


@dataclass(slots=True)
class Sender:
    network: str
    rooms: Rooms
    direct_rooms: DirectRooms
    api: Api
    crypto: Crypto
    sent: SentMessages
    media: Media
    _entry: RoomEntry = field(init=False)
    _events: EventSender = field(init=False)
    _polls: PollSender = field(init=False)
    _group_rooms: GroupRooms = field(init=False)

    def __post_init__(self) -> None:
        self._entry = RoomEntry(self.network, self.rooms, self.direct_rooms)
        self._events = EventSender(self.rooms, self.api, self.crypto, self.sent)
        encrypted = self.direct_rooms.encrypted
        self._group_rooms = GroupRooms(self.network, self.api, self.rooms.us, encrypted)
        self._polls = PollSender(self.rooms.us, self.api, self.crypto, self._events, self.sent)

    async def say(self, where: str, rendered: Rendered, txn: str, reply_to: str | None) -> str:
        """Send one piece; gives the id of its event. Sent again with the same `txn`, it is one."""
        at = place(self.network, where)
        if rendered.document is not None and not at.person:
            raise Rejected("a document is for a direct room")
        with as_send_errors():
            known = await self._entry.entered(at)
            start = await self._polls.begin(known, at, rendered, txn)
            body = _content(rendered, known, at)
            if rendered.picture is not None:
                body |= await self._picture(rendered.picture, known, body["body"], txn)
            if (sent := rendered.document) is not None:
                caption = body["body"] or sent.name
                put = await self.media.put(
                    sent.content, sent.media_type, txn=txn, encrypted=known.encrypted
                )
                body |= {"msgtype": "m.file", "filename": sent.name, "body": caption, **put}
                await self._entry.check_private(known, at.person)  # it may have taken a while
            signs = body.get(contents.PRESSES, {})
            body = contents.answering(body, start or reply_to, at.thread)
            event_id = await self._events.put(known, "m.room.message", body, txn)
            for nth in range(len(signs)):
                await self._events.offer(known, event_id, contents.EMOJI[nth], f"{txn}-{nth}")
        return event_id

    async def change(self, where: str, message_id: str, rendered: Rendered, txn: str) -> None:
        """Edit a message of ours; the poll beside it follows."""
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
        room = place(self.network, where).room
        known = self.rooms.get(room)
        with as_send_errors():
            try:
                for edit in await self._edits(room, message_id):
                    await self.api.room("PUT", room, "redact", edit, f"{txn}-{edit}", body={})
                await self.api.room("PUT", room, "redact", message_id, txn, body={})
            except Refused as refused:
                if known is None:
                    raise
                raise await self._events.refusal(known, refused) from None

    async def react(self, where: str, message_id: str, sign: str, txn: str) -> None:
        """React to a person's message; the sign says nothing that encryption would hide."""
        with as_send_errors():
            known = await self._entry.entered(place(self.network, where))
            try:
                await self._events.annotate(known, message_id, sign, txn)
            except Refused as refused:
                raise await self._events.refusal(known, refused) from None

    async def open_room(self, new: NewRoom) -> str:
        """Make a shared room; gives its id."""
        with as_send_errors():
            return await self._group_rooms.make(new)

    async def invite(self, where: str, person: str) -> None:
        """Invite a person to a room of ours."""
        with as_send_errors():
            room = place(self.network, where).room
            await self._group_rooms.invite(room, place(self.network, person).person)

    async def remove(self, where: str, person: str) -> None:
        """Take a person out of a room of ours."""
        with as_send_errors():
            room = place(self.network, where).room
            await self._group_rooms.remove(room, place(self.network, person).person)

    async def set_join_rule(self, where: str, freely_from: Sequence[str]) -> None:
        """Change the rooms whose members enter a room of ours freely."""
        with as_send_errors():
            room = place(self.network, where).room
            await self._group_rooms.set_join_rule(room, freely_from)

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
        self, content: PictureContent | Document, known: Known, caption: str, txn: str
    ) -> Json:
        """Upload a picture, encrypted where the room is; gives the content that shows it."""
        drawn = await asyncio.to_thread(shown, content)
        put = await self.media.put(
            drawn.content, drawn.media_type, txn=txn, encrypted=known.encrypted
        )
        return {"msgtype": "m.image", "filename": drawn.name, "body": caption, **put}

    async def fetch(self, upload: Upload, most: int) -> bytes:
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


async def put_pin(api: Api, room: str, event_id: str, *, pinned: bool) -> None:
    """Add an event to the pinned ones of a room, or take it out; without the right, nothing.

    The state has all pins at once: those of others stay. See "m.room.pinned_events" in the
    client-server specification.
    """
    before = await _pinned_in(api, room)
    after = [each for each in before if each != event_id] + [event_id] * pinned
    if (event_id in before) == pinned:
        return
    try:
        await api.room("PUT", room, "state", PINNED, "", body={"pinned": after})
    except Refused as refused:
        if refused.status != HTTPStatus.FORBIDDEN or refused.is_for_now:
            raise
        log.info("not pinned", cause=str(refused))


async def _pinned_in(api: Api, room: str) -> list[object]:
    try:
        state = await api.room("GET", room, "state", PINNED, "")
    except Refused as refused:
        if refused.status != HTTPStatus.NOT_FOUND:
            raise
        return []  # nothing was ever pinned
    return list(list_at(state, "pinned"))


def _content(said: Rendered, known: Known, at: Place) -> Json:
    """The content of a message; in an unencrypted room also its reactions."""
    if known.encrypted and said.encrypted_hint:
        said = replace(said, typed=f"{said.encrypted_hint}\n{said.typed}")
    calling = [at.person] if at.person and not said.quiet else []
    body = contents.message(said, calling=calling)
    signs = {} if at.person or known.encrypted else contents.reactions(said)
    return {**body, contents.PRESSES: signs} if signs else body
