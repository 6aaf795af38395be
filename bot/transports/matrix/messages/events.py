"""Turn events of rooms into incoming messages; those not for Terreau are dropped.

In a direct room nothing that a person says is dropped. In a shared room only commands, mentions
of us, answers to us, votes, reactions to us and their redactions, comings and goings are kept.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.core.messages.content import split_revision, with_revision
from bot.core.messages.incoming import Answered, Incoming, Kind
from bot.domain.reports import LinkedMessage, linked_message
from bot.transports.matrix.encryption.crypto import ENCRYPTED
from bot.transports.matrix.homeserver import Json, event_at, found, list_at, text_at
from bot.transports.matrix.homeserver_errors import NoAnswer, Refused, Unreachable
from bot.transports.matrix.known_rooms import (
    Known,
    Rooms,
    address,
    before,
    is_bridged,
    may_speak,
    membership,
)
from bot.transports.matrix.messages.content import POLL_START, PRESSES, emoji
from bot.transports.matrix.messages.files import upload_in
from bot.transports.matrix.messages.message_words import (
    answered,
    answered_in,
    attachment_of,
    calls,
    command_in,
    mentions_in,
    relation,
    thread_of,
    without_us,
    words_of,
)
from bot.transports.matrix.messages.own_events import SentMessages, moment

_RESPONSES = {"m.poll.response", "org.matrix.msc3381.poll.response"}
# The rest is what a homeserver decides on, or acts on: inside encryption it would be a mere claim.
_SAID_IN_SECRET = {"m.room.message", "m.sticker", *_RESPONSES}
_ANSWERED_WITHIN = 5.0
"""Timeout in seconds for looking up the message that a command answers: its room waits."""


@dataclass(slots=True)
class EventReader:
    """Reads the events of rooms that we are in."""

    network: str
    us: str
    rooms: Rooms
    sent: SentMessages
    name: str = ""
    """The name that people call us by, once it is known."""

    def expect(self, events: Sequence[Json]) -> None:
        """Note which of our edits are about to come: what stands before them was done without."""
        for each in events:
            related = relation(each["content"]) if isinstance(each.get("content"), dict) else {}
            if each.get("sender") == self.us and related.get("rel_type") == "m.replace":
                self.sent.edited(str(each["event_id"]))

    async def read(self, known: Known, event: Json) -> Incoming | None:
        """Say what came in; None when it is not for us. Raises on what cannot be read."""
        if event["sender"] == self.us:
            self.sent.came(event["event_id"])
        bridged = is_bridged(event["sender"]) or is_bridged(text_at(event, "state_key"))
        redacted = found(event, "unsigned", "redacted_because")
        if bridged or event["sender"] == self.us or redacted:
            return None
        is_claimed = event.get(ENCRYPTED) and event["type"] not in _SAID_IN_SECRET
        if is_claimed or not isinstance(event["content"], dict):
            return None
        match event["type"]:
            case "m.room.message" | "m.sticker":
                return await self._message(known, event)
            case "m.reaction":
                return await self._reaction(known, event)
            case "m.room.redaction":
                # Whether it was a press that was taken back, the core knows.
                gone = event_at(event, "redacts") or event_at(event, "content", "redacts")
                return await self._act_on(Kind.UNPRESS, known, event, gone) if gone else None
            case kind if kind in _RESPONSES:
                return await self._vote(known, event)
            case "m.room.member":
                return await self._membership(known, event)
            case "m.room.power_levels":
                return self._own_standing(known, event)
            case _:
                return None

    async def _message(self, known: Known, event: Json) -> Incoming | None:
        content = event["content"]
        if content.get("msgtype") == "m.notice":
            return None
        kind, related = Kind.WORDS, relation(content)
        edited = related.get("rel_type") == "m.replace"
        if edited:
            new = found(content, "m.new_content")
            kind, content = Kind.EDIT, {**new} if isinstance(new, dict) else {}
            content.pop("m.relates_to", None)
        partner = await self.rooms.partner(known)
        attachment = attachment_of(event, content)
        words = words_of(content, attachment)
        command = command_in(words)
        called = calls(content, self.us, self.name)
        about = (event_at(related, "event_id") or None) if edited else answered(content)
        if (
            not partner
            and command is None
            and not called
            and (about is None or await self.sent.content(known, about) is None)
        ):
            return None
        if called and command is None:
            words = without_us(words, self.us, self.name)
            command = command_in(words)
        thread = "" if partner else thread_of(content)
        came = replace(
            self._incoming(kind, known, event, partner, thread),
            words=words if command is None else command,
            command=command is not None,
            about=about,
            mentions=mentions_in(content, self.network, self.us),
            attachment=attachment,
            file=upload_in(content, self.network) if partner or about else None,
        )
        if partner and (linked := linked_message(words)) is not None:
            came = replace(came, forwarded=await self._linked(linked, partner))
        if about is None or not came.takes_answered:
            return came
        return replace(came, answered=await self._answered(known, about))

    async def _linked(self, linked: LinkedMessage, partner: str) -> Answered | None:
        """Another's message in a room in which this person is, too; None if we see none."""
        known = self.rooms.get(linked.room)
        if known is None or (await self.rooms.people(known)).get(partner) != "join":
            return None
        found = await self._answered(known, linked.message_id)
        if found is None or found.author is None:
            return None
        place = address(self.network, known.id)
        return replace(found, room=place, message_id=linked.message_id)

    async def _answered(self, known: Known, about: str) -> Answered | None:
        """The message that a command answers, from the homeserver; None if it is ours."""
        try:
            async with asyncio.timeout(_ANSWERED_WITHIN):
                event = await self.sent.event(known, about)
        except (Refused, Unreachable, NoAnswer, TimeoutError):
            return Answered()
        if event is None or event["type"] not in {"m.room.message", ENCRYPTED}:
            return Answered()
        sender = event["sender"]
        if sender == self.us:
            return None
        return answered_in(event, self.network, _name(known, sender))

    async def _reaction(self, known: Known, event: Json) -> Incoming | None:
        """A reaction that we offered is a pressed button."""
        related = relation(event["content"])
        target = event_at(related, "event_id")
        if related.get("rel_type") != "m.annotation" or not target:
            return None
        ours = await self.sent.event_of_ours(known, target)
        if ours is None:
            return None
        shown = await self.sent.content_shown(known, ours)
        press = shown.get(PRESSES, {}).get(emoji(str(related.get("key", ""))))
        if not isinstance(press, str):
            return None
        pressed = await self._press(known, event, press, target)
        return replace(pressed, about_at=moment(ours))

    async def _vote(self, known: Known, event: Json) -> Incoming | None:
        """A vote in a poll that we began: its choices are named as we named them."""
        content = event["content"]
        start = event_at(relation(content), "event_id")
        if not start:
            return None
        poll = await self.sent.content(known, start)
        names = [text_at(each, "id") for each in list_at(poll, POLL_START, "answers")]
        if not names:
            return None
        first, revision = split_revision(names[0])
        # In the stable form or the one in use (MSC3381).
        unstable = list_at(content, "org.matrix.msc3381.poll.response", "answers")
        selected = list_at(content, "m.selections") or unstable
        chosen = [split_revision(each)[0] for each in selected if each in names]
        choices = ",".join(each.rpartition(":")[2] for each in chosen)
        press = with_revision(f"{first.rpartition(':')[0]}:{choices}", revision)
        pressed = await self._press(known, event, press, start)
        return replace(pressed, about_at=self.sent.sent_at(start))

    async def _membership(self, known: Known, event: Json) -> Incoming | None:
        """A person came or left; a direct room is dead once its other person left."""
        user, was, now = text_at(event, "state_key"), before(event), membership(event)
        if not user or user == self.us:
            return None
        left = now in {"leave", "ban"}
        if left and was in {"join", "invite"} and known.joined + known.invited == 1:
            return self._incoming(Kind.WENT, known, event, user)
        if left and was in {"join", ""}:
            return self._move(Kind.EXITED, known, event, user)
        if now != "join" or was == "join" or await self._is_no_newcomer(known, user):
            return None
        return self._move(Kind.ENTERED, known, event, user)

    async def _is_no_newcomer(self, known: Known, user: str) -> bool:
        """True if a person only follows our invitation, or an upgrade of the room."""
        if known.is_pair and known.creator == self.us:
            return True
        old = self.rooms.get(known.predecessor)
        if old is None or old.replacement != known.id:
            return False
        return (await self.rooms.people(old)).get(user) == "join"

    def _move(self, kind: Kind, known: Known, event: Json, user: str) -> Incoming:
        """A person's coming or going in a shared room, by their own act or another's."""
        moves = self._incoming(kind, known, {**event, "sender": user}, "")
        return replace(moves, message_id=None)

    def _own_standing(self, known: Known, event: Json) -> Incoming | None:
        """We may speak in a room from now on, or no longer."""
        before = found(event, "unsigned", "prev_content")
        now = may_speak(event["content"], self.us, rulers=known.rulers)
        if not isinstance(before, dict):
            return None
        if may_speak(before, self.us, rulers=known.rulers) == now:
            return None
        return self._incoming(Kind.CAME if now else Kind.WENT, known, event, "")

    async def _press(self, known: Known, event: Json, press: str, about: str) -> Incoming:
        """A press that was read off a message of ours as the homeserver has it."""
        pressing = await self._act_on(Kind.PRESS, known, event, about)
        return replace(pressing, press=press, shown=True)

    async def _act_on(self, kind: Kind, known: Known, event: Json, about: str) -> Incoming:
        partner = await self.rooms.partner(known)
        return replace(self._incoming(kind, known, event, partner), about=about, message_id=None)

    def _incoming(
        self, kind: Kind, known: Known, event: Json, partner: str, thread: str = ""
    ) -> Incoming:
        sender = event["sender"]
        return Incoming(
            kind,
            self.network,
            key=event["event_id"],
            room=address(self.network, known.id, f"{partner or thread}"),
            direct=bool(partner),
            sender=address(self.network, sender),
            name=_name(known, sender),
            handle=sender.removeprefix("@"),
            message_id=event["event_id"],
            encrypted=bool(event.get(ENCRYPTED)),
            sent_at=moment(event),
        )


def _name(known: Known, user: str) -> str:
    return known.names.get(user) or user[1:].partition(":")[0]
