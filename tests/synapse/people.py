"""A person on Matrix, over plain HTTP: the requests of Element, in unencrypted rooms."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import count
from uuid import uuid4

from tests.patience import HANG, patient
from tests.synapse import files
from tests.synapse.calls import Json, RefusedError, call, path
from tests.synapse.seen import POLL, Seen, seen

PAUSE = 0.1
"""Seconds between two looks, which cost the homeserver a tenth of that."""
ENCRYPTION = {"algorithm": "m.megolm.v1.aes-sha2"}


@dataclass(frozen=True, slots=True)
class Account:
    """An account and one device that is logged in."""

    user_id: str
    password: str
    access_token: str
    device_id: str


class MatrixPerson:
    """A person who is logged in; rooms and people are Matrix ids (`!room:hs`, `@ana:hs`)."""

    def __init__(self, url: str, account: Account, name: str) -> None:
        self.url = url
        self.account = account
        self.name = name
        self._questions = count(1)

    @property
    def user_id(self) -> str:
        return self.account.user_id

    async def call(self, method: str, where: str, body: Json | None = None, **query: str) -> Json:
        """Ask the homeserver something: `call("GET", path("account", "whoami"))`."""
        token = self.account.access_token
        return await call(method, self.url, where, body, token=token, query=query)

    # Saying.

    async def sends(self, room: str, kind: str, content: Json) -> str:
        """Send an event of any kind; gives its id."""
        where = path("rooms", room, "send", kind, str(uuid4()))
        return str((await self.call("PUT", where, content))["event_id"])

    async def says(  # noqa: PLR0913 - all that a message may be
        self,
        room: str,
        words: str,
        *,
        thread: str = "",
        reply_to: str = "",
        mentions: Sequence[str] = (),
        msgtype: str = "m.text",
        html: str = "",
    ) -> str:
        """Write a message, in a thread (its root), as a reply, naming people; gives its id."""
        content: Json = {"msgtype": msgtype, "body": words, "m.mentions": {}}
        if mentions:
            content["m.mentions"] = {"user_ids": list(mentions)}
        if html:
            content |= {"format": "org.matrix.custom.html", "formatted_body": html}
        relation: Json = {}
        if thread:
            relation = {"rel_type": "m.thread", "event_id": thread, "is_falling_back": not reply_to}
        if reply_to or thread:
            content["m.relates_to"] = {
                **relation,
                "m.in_reply_to": {"event_id": reply_to or thread},
            }
        return await self.sends(room, "m.room.message", content)

    async def sends_file(
        self, room: str, name: str, raw: bytes, *, kind: str = "text/csv", caption: str = ""
    ) -> str:
        """Send a file, encrypted where the room is; gives the message's id."""
        content: Json = {
            "msgtype": "m.file",
            "body": caption or name,
            "filename": name,
            "info": {"mimetype": kind, "size": len(raw)},
        }
        token = self.account.access_token
        if await self.state(room, "m.room.encryption") is None:
            content["url"] = await files.upload(self.url, token, raw, kind)
        else:
            hidden, told = files.sealed(raw)
            uri = await files.upload(self.url, token, hidden, "application/octet-stream")
            content["file"] = {**told, "url": uri}
        return await self.sends(room, "m.room.message", content)

    async def opens(self, message: Seen) -> tuple[str, bytes] | None:
        """The name and the bytes of the file of a message; None where it has none."""
        content, token = message.content, self.account.access_token
        if message.msgtype not in ("m.file", "m.image"):
            return None
        if "file" in content:
            told = content["file"]
            hidden = await files.download(self.url, token, told["url"])
            raw = files.opened(hidden, told)
        else:
            raw = await files.download(self.url, token, content["url"])
        assert content["info"]["size"] == len(raw)
        return content["filename"], raw

    async def calls_on(self, room: str, person: str, words: str) -> str:
        """Write a message that begins with a person's name, as a pill; return its id."""
        pill = f'<a href="https://matrix.to/#/{person}">{escape(person)}</a>'
        html = f"{pill}: {escape(words)}"
        return await self.says(room, f"{person}: {words}", html=html, mentions=[person])

    async def edits(self, room: str, event: str, words: str) -> str:
        """Put other words into one's message; gives the id of the edit."""
        new = {"msgtype": "m.text", "body": words, "m.mentions": {}}
        content = {
            **new,
            "body": f"* {words}",
            "m.new_content": new,
            "m.relates_to": {"rel_type": "m.replace", "event_id": event},
        }
        return await self.sends(room, "m.room.message", content)

    async def reacts(self, room: str, event: str, key: str) -> str:
        """React to a message; gives the reaction's id, to redact it."""
        relation = {"rel_type": "m.annotation", "event_id": event, "key": key}
        return await self.sends(room, "m.reaction", {"m.relates_to": relation})

    async def redacts(self, room: str, event: str) -> None:
        """Take a message or a reaction back."""
        await self.call("PUT", path("rooms", room, "redact", event, str(uuid4())))

    async def responds_to_poll(
        self, room: str, start: str, answers: Sequence[str], *, stable: bool = False
    ) -> str:
        """Vote in a poll of Matrix's own, by the answers' ids; none takes the vote back."""
        relation = {"rel_type": "m.reference", "event_id": start}
        if stable:
            content = {"m.relates_to": relation, "m.selections": list(answers)}
            return await self.sends(room, "m.poll.response", content)
        content = {"m.relates_to": relation, f"{POLL}.response": {"answers": list(answers)}}
        return await self.sends(room, f"{POLL}.response", content)

    # Reading.

    async def reads(self, room: str) -> list[Seen]:
        """The messages of a room as they read now, the earliest first."""
        return seen(await self.timeline(room))

    async def timeline(self, room: str) -> list[Json]:
        """All events of a room that one may see, opened if they can be, the earliest first."""
        events: list[Json] = []
        query = {"dir": "f", "limit": "1000"}
        while True:
            page = await self.call("GET", path("rooms", room, "messages"), None, **query)
            events += page["chunk"]
            if "end" not in page or not page["chunk"]:
                return [self.opened(room, event) for event in events]
            query["from"] = page["end"]

    def opened(self, room: str, event: Json) -> Json:  # noqa: ARG002 - its keys are a room's
        """An event as one can read it."""
        return event

    # Rooms.

    async def creates(
        self,
        name: str = "",
        *,
        direct_with: str = "",
        invites: Sequence[str] = (),
        encrypted: bool = False,
        public: bool = False,
    ) -> str:
        """Make a room and invite people; `direct_with` makes it as Element makes direct rooms."""
        preset = "public_chat" if public else "private_chat"
        wanted: Json = {
            "preset": "trusted_private_chat" if direct_with else preset,
            "is_direct": bool(direct_with),
            "invite": [*([direct_with] if direct_with else []), *invites],
        }
        if name:
            wanted["name"] = name
        if encrypted:
            wanted["initial_state"] = [
                {"type": "m.room.encryption", "state_key": "", "content": ENCRYPTION}
            ]
        return str((await self.call("POST", path("createRoom"), wanted))["room_id"])

    async def encrypts(self, room: str) -> None:
        """Turn encryption on, for ever."""
        await self.sets(room, "m.room.encryption", ENCRYPTION)

    async def invites(self, room: str, person: str) -> None:
        await self.call("POST", path("rooms", room, "invite"), {"user_id": person})

    async def joins(self, room: str) -> None:
        await self.call("POST", path("join", room))

    async def leaves(self, room: str) -> None:
        await self.call("POST", path("rooms", room, "leave"))

    async def kicks(self, room: str, person: str) -> None:
        await self.call("POST", path("rooms", room, "kick"), {"user_id": person})

    async def bans(self, room: str, person: str) -> None:
        await self.call("POST", path("rooms", room, "ban"), {"user_id": person})

    async def invitations(self) -> list[str]:
        """Rooms that one is invited to."""
        few = json.dumps({"room": {"timeline": {"limit": 1}, "state": {"lazy_load_members": True}}})
        # Synapse keeps what it answered to the same question for two minutes.
        told = await self.call("GET", path("sync"), filter=few, timeout=str(next(self._questions)))
        return list(told.get("rooms", {}).get("invite", {}))

    async def accepts(self, within: float = HANG) -> str:
        """Wait for an invitation, and join; gives the room."""
        async with patient(within):
            while not (waiting := await self.invitations()):
                await asyncio.sleep(PAUSE)
        await self.joins(waiting[0])
        return waiting[0]

    async def members(self, room: str) -> dict[str, str]:
        """Everybody's membership: join, invite, leave, ban."""
        told = await self.call("GET", path("rooms", room, "members"))
        return {event["state_key"]: event["content"]["membership"] for event in told["chunk"]}

    async def is_joined_by(self, room: str, person: str, within: float = HANG) -> None:
        """Wait until this person is in a room."""
        async with patient(within):
            while (await self.members(room)).get(person) != "join":
                await asyncio.sleep(PAUSE)

    async def state(self, room: str, kind: str, key: str = "") -> Json | None:
        """A state event's content; None when there is none."""
        try:
            return await self.call("GET", path("rooms", room, "state", kind, key))
        except RefusedError as refused:
            if refused.status == 404:
                return None
            raise

    async def sets(self, room: str, kind: str, content: Json, key: str = "") -> None:
        """Set a state event."""
        await self.call("PUT", path("rooms", room, "state", kind, key), content)

    async def gives_power(self, room: str, person: str, level: int) -> None:
        """Set a person's power level."""
        levels = await self.state(room, "m.room.power_levels") or {}
        levels["users"] = {**levels.get("users", {}), person: level}
        await self.sets(room, "m.room.power_levels", levels)

    async def lets_speak_from(self, room: str, level: int) -> None:
        """Set the power level that messages need: above 0 it is a channel."""
        levels = await self.state(room, "m.room.power_levels") or {}
        await self.sets(room, "m.room.power_levels", {**levels, "events_default": level})

    async def upgrades(self, room: str, version: str = "11") -> str:
        """Replace a room by a new one, leaving a tombstone; gives the new room."""
        told = await self.call("POST", path("rooms", room, "upgrade"), {"new_version": version})
        return str(told["replacement_room"])

    # Oneself and others.

    async def is_renamed(self, name: str) -> None:
        """Show another name."""
        await self.call("PUT", path("profile", self.user_id, "displayname"), {"displayname": name})

    async def keys_of(self, person: str) -> Json:
        """The devices and cross-signing keys that a person uploaded."""
        return await self.call("POST", path("keys", "query"), {"device_keys": {person: []}})
