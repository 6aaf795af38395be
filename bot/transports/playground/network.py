"""A pretended network as a transport: receives, and shows what is sent."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog

from bot.core.context.clock import Clock
from bot.core.messages.incoming import Upload
from bot.core.messages.ports import (
    EphemeralMessage,
    FileGone,
    FileTooBig,
    Menu,
    NotSent,
    Receiver,
    Rejected,
    RoomGone,
)
from bot.core.messages.rendering import Rendered
from bot.core.tasks import Heartbeat
from bot.transports.playground.people import People, Posted

log = structlog.get_logger()

DELETABLE = timedelta(hours=48)
_AGAIN = 0.05


class Playground(People):
    """One pretended network. Each person has a direct room at their own address."""

    def __init__(self, network: str, clock: Clock) -> None:
        """Pretend to be `network`: `telegram` has buttons, any other has none."""
        super().__init__(network, clock)
        self.rooms: dict[str, list[Posted]] = {}
        self.told: dict[str, tuple[str, str]] = {}
        self.menus: list[Menu] = []
        self.sizes: dict[str, int] = {}
        """The number of people in shared rooms, where it is known."""
        self.reactions: dict[str, str] = {}
        self.without_reactions: set[str] = set()
        self.pinned: list[str] = []
        self.without_pins: set[str] = set()
        self.forums: dict[str, list[str]] = {}
        """The names of the topics in rooms that are forums."""
        self.closed: frozenset[str] = frozenset()
        """The topics that are closed."""
        self.let: list[tuple[str, str]] = []
        """The people who were let into rooms."""
        self.ephemeral: dict[tuple[str, str], list[Posted]] = {}
        """What a person alone sees in a room."""
        self._shown_alone = 0
        self._answered = asyncio.Event()
        self.heartbeats = (Heartbeat(network),)

    async def run(self, receiver: Receiver) -> None:
        """Receive until cancelled; refused messages are offered again."""
        await self.heartbeats[0].keep(self._run(receiver))

    async def _run(self, receiver: Receiver) -> None:
        while True:
            self._arrived.clear()
            try:
                await self._hand_over(receiver)
            except Exception as error:  # noqa: BLE001 - any failure of the receiver
                log.warning("not committed", network=self.network, error=type(error).__name__)
                await asyncio.sleep(_AGAIN)
                continue
            receiver.caught_up(self.network)
            await self.heartbeats[0].wait(self._arrived)

    async def connected(self) -> None:
        """It always is."""

    def ailing_since(self) -> datetime | None:
        return self._ailing_since

    def is_direct(self, room: str) -> bool:
        return "/@" in room or room.partition(":")[2][:1] not in ("-", "!")

    def pieces(self, rendered: Rendered) -> Sequence[Rendered]:
        return [rendered]

    async def send(self, room: str, rendered: Rendered, *, txn: str, reply_to: str | None) -> str:
        self._check_reachable(room)
        if rendered.document is not None and not self.is_direct(room):
            raise Rejected("a document is for a direct room")
        if self.capabilities.resends and txn in self._sent:
            return self._sent[txn].id
        number = len(self._sent) + 1
        posted = Posted(f"{self.network}-{number}", rendered, reply_to, at=self._clock.now())
        posted.history.append(rendered.plain)
        self._sent[txn] = posted
        self.rooms.setdefault(room, []).append(posted)
        return posted.id

    async def edit(self, room: str, message_id: str, rendered: Rendered, *, txn: str) -> None:
        del txn
        self._check_reachable(room)
        posted = self._posted(room, message_id)
        posted.said = rendered
        posted.edits += 1
        posted.history.append(rendered.plain)

    async def delete(self, room: str, message_id: str, *, txn: str) -> None:
        """Take a message away; the pretended Telegram keeps those of two days ago."""
        del txn
        self._check_reachable(room)
        posted = self._posted(room, message_id)
        if self.network == "telegram" and posted.at and self._clock.now() - posted.at > DELETABLE:
            raise Rejected("message can't be deleted")
        posted.deleted = True

    async def react(self, room: str, message_id: str, emoji: str, *, txn: str) -> None:
        """Show a reaction to a person's message, where its room allows any."""
        del txn
        self._check_reachable(room)
        if room in self.without_reactions:
            raise Rejected("REACTION_INVALID")
        self.reactions[message_id] = emoji

    async def pin(self, room: str, message_id: str, *, pinned: bool) -> None:
        """Show a message as pinned, where its room lets us."""
        self._check_reachable(room)
        if room in self.without_pins:
            return
        self.pinned = [each for each in self.pinned if each != message_id] + [message_id] * pinned

    async def open_topic(self, room: str, name: str) -> str:
        """Open a topic in a room that is a forum."""
        self._check_reachable(room)
        if room not in self.forums:
            raise Rejected("the chat is not a forum")
        topics = self.forums[room]
        topics.append(name)
        return f"{room}/{len(topics)}"

    async def close_topic(self, topic: str, *, closed: bool) -> None:
        """Show a topic as closed, or no longer."""
        self.closed = self.closed | {topic} if closed else self.closed - {topic}

    async def admit(self, room: str, person: str) -> None:
        """Let a person into a room that they asked to enter."""
        self._check_reachable(room)
        self.let.append((room, person))

    async def fetch(self, upload: Upload, most: int) -> bytes:
        """The bytes of a sent file, as long as they are among the `files`."""
        if self._ailing_since is not None:
            raise NotSent
        content = self.files.get(upload.where["file"])
        if content is None:
            raise FileGone("the playground has no such file")
        if len(content) > most:
            raise FileTooBig
        return content

    async def count_members(self, room: str) -> int:
        self._check_reachable(room)
        if room not in self.sizes:
            raise Rejected("the playground does not know who is in this room")
        return self.sizes[room]

    async def answer(self, press_id: str, words: str, start: str) -> None:
        """Keep the first answer to a pressed button."""
        self.told.setdefault(press_id, (words, start))
        self._answered.set()

    async def told_to(self, press_id: str) -> str:
        """Wait for the answer to a pressed button."""
        while press_id not in self.told:
            self._answered.clear()
            await self._answered.wait()
        return self.told[press_id][0]

    async def show_ephemeral(self, message: EphemeralMessage) -> bool:
        """Show a person a message alone, where the bot leads the room."""
        if message.room not in self.led or message.room in self.gone:
            return False
        shown = self.ephemeral.setdefault((message.room, message.person), [])
        for posted in (each for each in shown if each.id == message.edits):
            posted.said = message.said
            posted.edits += 1
            posted.history.append(message.said.plain)
            return True
        self._shown_alone += 1
        number = f"{self.network}-alone-{self._shown_alone}"
        posted = Posted(number, message.said, at=self._clock.now(), ephemeral=True)
        posted.history.append(message.said.plain)
        shown.append(posted)
        return True

    def start_link(self, word: str) -> str:
        """An address that only the playground understands."""
        return f"playground:{self.network}?start={word}" if self.capabilities.deep_links else ""

    def room_link(self) -> str:
        """An address that only the playground understands."""
        return f"playground:{self.network}?startgroup" if self.capabilities.deep_links else ""

    async def set_menu(self, menus: Sequence[Menu]) -> None:
        self.menus = list(menus)

    async def close(self) -> None:
        """Nothing to give back."""

    def _check_reachable(self, room: str) -> None:
        if self._ailing_since is not None:
            raise NotSent
        if wait := self.busy.get(room) or self.busy.get(""):
            raise wait
        if room in self.gone:
            raise RoomGone("the playground's room is gone")

    def _posted(self, room: str, message_id: str) -> Posted:
        return next(each for each in self.rooms[room] if each.id == message_id)
