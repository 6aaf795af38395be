"""A network that does what a test wrote down beforehand."""

from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count

from bot.core.context.clock import Clock
from bot.core.messages.content import Document
from bot.core.messages.incoming import Upload
from bot.core.messages.ports import (
    Capabilities,
    EphemeralMessage,
    Menu,
    NewRoom,
    Receiver,
    Rejected,
)
from bot.core.messages.rendering import Rendered, split
from bot.core.tasks import Heartbeat
from tests.plain_text import plain

FREE = Capabilities(
    mark="/",
    resends=False,
    buttons=True,
    deep_links=True,
    whole=(),
    shared=(),
    direct=(),
    card_pace=timedelta(),
)


@dataclass(frozen=True, slots=True)
class Request:
    """Something that the network was asked for."""

    at: datetime
    action: str
    room: str
    said: str
    txn: str
    target: str | None = None


class ScriptedNetwork:
    """A network whose fates are written down beforehand; where nothing is, requests succeed."""

    def __init__(self, capabilities: Capabilities, clock: Clock, *, longest: int = 4096) -> None:
        self.network = "telegram"
        self.capabilities = capabilities
        self.clock = clock
        self.longest = longest
        self.requests: list[Request] = []
        self.documents: list[tuple[str, Document]] = []
        self.links: list[str] = []
        self.shown_alone: list[EphemeralMessage] = []
        self.shows_alone = True
        self.starts: list[str] = []
        self.files: dict[str, bytes | Exception] = {}
        self.fetched: list[str] = []
        self.fates: dict[str, deque[Exception | None]] = defaultdict(deque)
        self.always: Exception | None = None
        self.heartbeats = (Heartbeat("telegram"),)
        self._ids = count(1)

    def fails(self, room: str, *fates: Exception | None) -> None:
        """Set the fates of the next requests to a room."""
        self.fates[room].extend(fates)

    def said_in(self, room: str) -> list[str]:
        """Requests sent to a room, failed attempts included."""
        return [each.said for each in self.requests if each.room == room]

    async def run(self, receiver: Receiver) -> None: ...

    async def connected(self) -> None: ...

    def ailing_since(self) -> datetime | None:
        return None

    def refused_since(self) -> datetime | None:
        return None

    def is_direct(self, room: str) -> bool:
        return not room.partition(":")[2].startswith("-")

    def pieces(self, said: Rendered) -> Sequence[Rendered]:
        return split(said, self.longest)

    async def send(
        self,
        room: str,
        said: Rendered,
        *,
        txn: str,
        reply_to: str | None,  # noqa: ARG002 - a transport takes it
    ) -> str:
        self.links += [span.url for span in said.spans if span.url]
        self.starts += [each.start for row in said.choices for each in row if each.start]
        if said.document is not None:
            self.documents.append((room, said.document))
        self._asked("send", room, plain(said.plain), txn)
        return f"m{next(self._ids)}"

    async def edit(self, room: str, message_id: str, said: Rendered, *, txn: str) -> None:
        self._asked("edit", room, plain(said.plain), txn, message_id)

    async def delete(self, room: str, message_id: str, *, txn: str) -> None:
        self._asked("delete", room, "", txn, message_id)

    async def react(self, room: str, message_id: str, emoji: str, *, txn: str) -> None:
        self._asked("react", room, emoji, txn, message_id)

    async def pin(self, room: str, message_id: str, *, pinned: bool) -> None:
        self._asked("pin" if pinned else "unpin", room, "", "", message_id)

    async def fetch(self, upload: Upload, most: int) -> bytes:  # noqa: ARG002 - a transport takes it
        self.fetched.append(upload.name)
        content = self.files[upload.where["file"]]
        if isinstance(content, Exception):
            raise content
        return content

    async def count_members(self, room: str) -> int:
        raise Rejected(room)

    async def answer(self, press_id: str, words: str, start: str) -> None: ...

    async def open_topic(self, room: str, name: str) -> str:
        self._asked("open topic", room, name, "")
        return f"{room}/{next(self._ids)}"

    async def close_topic(self, topic: str, *, closed: bool) -> None:
        self._asked("close topic" if closed else "reopen topic", topic, "", "")

    async def open_room(self, new: NewRoom) -> str:
        self._asked("open room", "", new.name, "")
        return f"{self.network}:made-{next(self._ids)}"

    async def invite(self, room: str, person: str) -> None:
        self._asked("invite", room, "", "", person)

    async def remove(self, room: str, person: str) -> None:
        self._asked("remove", room, "", "", person)

    async def set_join_rule(self, room: str, freely_from: Sequence[str]) -> None:
        self._asked("join rule", room, ", ".join(freely_from), "")

    async def admit(self, room: str, person: str) -> None:
        self._asked("let in", room, "", "", person)

    async def show_ephemeral(self, message: EphemeralMessage) -> bool:
        self.shown_alone.append(message)
        return self.shows_alone

    def start_link(self, word: str) -> str:
        return f"https://t.me/bot?start={word}"

    def room_link(self) -> str:
        return "https://t.me/bot?startgroup=room"

    async def set_menu(self, menus: Sequence[Menu]) -> None: ...

    async def close(self) -> None: ...

    def _asked(
        self, action: str, room: str, said: str, txn: str, target: str | None = None
    ) -> None:
        self.requests.append(Request(self.clock.now(), action, room, said, txn, target))
        fate = self.fates[room].popleft() if self.fates[room] else self.always
        if fate is not None:
            raise fate
