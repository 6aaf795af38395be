"""Rooms in memory with named people: for conversation tests, and for trying Terreau out.

People act on a pretended network, which is a transport as the others, and are shown what is sent.
"""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count
from mimetypes import guess_type

import structlog

from bot.core.context.clock import Clock
from bot.core.messages.content import split_revision
from bot.core.messages.incoming import Incoming, Kind, Mention, Upload, answered_message
from bot.core.messages.ports import (
    Capabilities,
    EphemeralMessage,
    FileGone,
    FileTooBig,
    Menu,
    NewRoom,
    NotInvited,
    NotSent,
    Receiver,
    Rejected,
    RoomGone,
    TryLater,
)
from bot.core.messages.rendering import Choice, Rendered, unmarked
from bot.core.tasks import Heartbeat
from bot.domain.words import fold


@dataclass(slots=True)
class Posted:
    """A message of Terreau's as a room shows it now."""

    id: str
    said: Rendered
    reply_to: str | None = None
    at: datetime | None = None
    edits: int = 0
    deleted: bool = False
    ephemeral: bool = False
    """True if one person alone sees it."""
    history: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return self.said.plain

    @property
    def typed(self) -> str:
        """Its explanation of how to press its buttons in writing."""
        return self.said.typed

    @property
    def choices(self) -> list[Choice]:
        return [choice for row in self.said.choices for choice in row]

    def shows(self, press: str, *, deep_links: bool) -> bool | None:
        """True if a button of it presses this; where there are deep links, some only lead away.

        None once it is deleted.
        """
        if self.deleted:
            return None
        return any(each.press == press for each in self.choices if not (each.start and deep_links))

    def shows_openly(self, press: str) -> bool | None:
        """True if a reaction to it, or a vote in the network's own poll, presses this."""
        if self.deleted:
            return None
        if self.said.poll is not None:
            bare, revision = split_revision(press)
            poll = self.said.poll
            return (bare.rpartition(":")[0], revision) == (poll.press, poll.revision)
        return any(each.press == press and not each.private for each in self.choices)

    def choice(self, label: str) -> Choice:
        """The button with this label, or with a label that begins so."""
        typed = fold(label)
        said = {each: (fold(each.label), unmarked(fold(each.label))) for each in self.choices}
        found = [each for each in self.choices if typed in said[each]]
        found += [
            each for each in self.choices if any(words.startswith(typed) for words in said[each])
        ]
        if not found:
            raise LookupError(
                f"no button « {label} » among {[each.label for each in self.choices]}"
            )
        return found[0]


# The two simulated networks; neither has limits.
_NOTHING = timedelta(0)
BUTTONED = Capabilities("/", False, True, True, (), (), (), _NOTHING, keys=True, topics=True)  # noqa: FBT003
TYPED = replace(
    BUTTONED,
    mark="!",
    resends=True,
    buttons=False,
    deep_links=False,
    keys=False,
    topics=False,
    rooms=True,
    private_files=True,
)
MAILED = replace(TYPED, mark="", rooms=False, resends=False, private_files=False, by_mail=True)
_CAPABILITIES = {"telegram": BUTTONED, "mail": MAILED}


class People:
    """Acts of people on one network, handed over to its receiver as incoming events."""

    def __init__(self, network: str, clock: Clock) -> None:
        self.network = network
        self.capabilities = _CAPABILITIES.get(network, TYPED)
        self.gone: set[str] = set()
        self.uninvited: set[str] = set()
        """Rooms of people who take no invitation, and have to write first."""
        self.busy: dict[str, TryLater] = {}
        """Rooms in which the network asks to wait; "" for all."""
        self.led: set[str] = set()
        """Shared rooms in which the bot may show people messages for them alone."""
        self.files: dict[str, bytes] = {}
        self._ailing_since: datetime | None = None
        self._refused_since: datetime | None = None
        self._waiting: list[Incoming] = []
        self._arrived = asyncio.Event()
        self._clock = clock
        self._keys = count(1)
        self._sent: dict[str, Posted] = {}
        self._said: dict[str, Incoming] = {}
        self._receiver: Receiver | None = None

    async def says(  # noqa: PLR0913 - all that a message may carry
        self,
        address: str,
        name: str,
        words: str,
        *,
        room: str | None = None,
        locale: str = "fr",
        reply_to: str | None = None,
        mentions: tuple[Mention, ...] = (),
        kind: Kind = Kind.WORDS,
        **more: object,
    ) -> str:
        """Write for a person, in a shared room or in their direct one; gives the message's id."""
        marked = words[:1] in ("/", "!") and kind is Kind.WORDS
        incoming = self._incoming(address, name, room, kind=kind, locale=locale)
        said = replace(
            incoming,
            words=words[1:] if marked else words,
            command=marked,
            about=reply_to,
            mentions=mentions,
        )
        answered = None
        found = self._said.get(said.about or "")
        if found is not None and said.takes_answered:
            answered = answered_message(found.words, found.sender, found.name)
        said = replace(said, **{"answered": answered} | more)  # type: ignore[arg-type]
        message_id = str(said.message_id)
        self._said[message_id] = said
        await self.receives(said)
        return message_id

    async def sends(  # noqa: PLR0913 - all that a file may carry
        self,
        address: str,
        name: str,
        filename: str,
        content: bytes,
        *,
        caption: str = "",
        media_type: str = "",
        locale: str = "fr",
    ) -> None:
        """Send a file for a person, in their direct room."""
        reference = f"file-{len(self.files) + 1}"
        self.files[reference] = content
        kind = media_type or guess_type(filename)[0] or "application/octet-stream"
        sent = Upload(self.network, filename, kind, len(content), {"file": reference})
        await self.says(address, name, caption, locale=locale, attachment="document", file=sent)

    async def presses(
        self, address: str, name: str, posted: Posted, label: str, *, room: str, locale: str = "fr"
    ) -> str:
        """Press a button for a person; gives the press's id, under which `told` has the answer."""
        choice = posted.choice(label)
        if choice.start and (self.capabilities.deep_links or not choice.press):
            await self.says(address, name, f"/start {choice.start}", locale=locale)
            return ""
        return await self.sends_press(address, name, posted, choice.press, room=room, locale=locale)

    async def sends_press(
        self, address: str, name: str, posted: Posted, press: str, *, room: str, locale: str = "fr"
    ) -> str:
        """Press any word on a message, as a client can, whether or not it has that button."""
        shared = None if room == address else room
        incoming = self._incoming(address, name, shared, kind=Kind.PRESS, locale=locale)
        press_id = f"press-{incoming.key}"
        await self.receives(
            replace(
                incoming,
                press=press,
                press_id=press_id,
                about=None if posted.ephemeral else posted.id,
                about_at=posted.at,
                ephemeral=room in self.led,
                ephemeral_id=posted.id if posted.ephemeral else "",
                shown=posted.shows(press, deep_links=self.capabilities.deep_links),
            )
        )
        return press_id

    async def reacts(
        self, address: str, name: str, press: str, about: str, *, room: str, locale: str = "fr"
    ) -> str:
        """Press where all see it and nobody is answered: a reaction, an own poll.

        Gives the key under which it may be taken back.
        """
        incoming = self._incoming(address, name, room, kind=Kind.PRESS, locale=locale)
        posted = next((each for each in self._sent.values() if each.id == about), None)
        pressed = replace(incoming, press=press, about=about)
        if posted is not None:
            pressed = replace(pressed, about_at=posted.at, shown=posted.shows_openly(press))
        await self.receives(pressed)
        return incoming.key

    async def enters(self, address: str, name: str, room: str, *, locale: str = "fr") -> None:
        entered = self._incoming(address, name, room, kind=Kind.ENTERED, locale=locale)
        await self.receives(replace(entered, ephemeral=room in self.led))

    async def exits(self, address: str, name: str, room: str) -> None:
        await self.receives(self._incoming(address, name, room, kind=Kind.EXITED, locale="fr"))

    async def asks_to_enter(
        self, address: str, name: str, room: str, *, locale: str = "fr"
    ) -> None:
        """A person asks to be let into a closed room."""
        asked = self._incoming(address, name, None, kind=Kind.ASKED, locale=locale)
        await self.receives(replace(asked, words=room, message_id=None))

    async def takes_back(self, address: str, key: str, *, room: str) -> None:
        incoming = self._incoming(address, "", room, kind=Kind.UNPRESS, locale="fr")
        await self.receives(replace(incoming, about=key))

    async def receives(self, incoming: Incoming) -> None:
        """Take in what came, unless it is talk of a shared room that is not for the bot."""
        for_us = incoming.command or incoming.about or incoming.kind is not Kind.WORDS
        if incoming.direct or for_us or incoming.mentions:
            self._waiting.append(incoming)
            self._arrived.set()
            if self._receiver is not None:
                await self._hand_over(self._receiver)

    def attach(self, receiver: Receiver) -> None:
        """Hand what people say to `receiver` as they say it, without running."""
        self._receiver = receiver

    @contextmanager
    def cut(self) -> Iterator[None]:
        """Block everything for a while."""
        self._ailing_since = self._clock.now()
        try:
            yield
        finally:
            self._ailing_since = None
            self._arrived.set()

    @contextmanager
    def refuses_us(self) -> Iterator[None]:
        """Refuse our account for a while; what is said goes through all the same."""
        self._refused_since = self._clock.now()
        try:
            yield
        finally:
            self._refused_since = None

    async def comes_in(
        self,
        address: str,
        name: str,
        room: str,
        *,
        locale: str = "fr",
        broadcast: bool = False,
        chosen: bool = False,
    ) -> None:
        """A person brings the bot into a room or a channel, or chooses one where it is."""
        self.gone.discard(room)
        came = self._incoming(address, name, room, kind=Kind.CAME, locale=locale)
        await self.receives(replace(came, broadcast=broadcast, chosen=chosen))

    async def put_out(self, room: str) -> None:
        self.gone.add(room)
        await self.receives(self._incoming("", "", room, kind=Kind.WENT, locale="fr"))

    async def let_in(self, room: str) -> None:
        self.gone.discard(room)
        await self.receives(self._incoming("", "", room, kind=Kind.CAME, locale="fr"))

    async def _hand_over(self, receiver: Receiver) -> None:
        """Forget what came only once the receiver has committed it."""
        while self._waiting and self._ailing_since is None:
            batch = list(self._waiting)
            await receiver.receive(self.network, batch, batch[-1].key)
            del self._waiting[: len(batch)]

    def _incoming(
        self, address: str, name: str, room: str | None, *, kind: Kind, locale: str
    ) -> Incoming:
        key = str(next(self._keys))
        return Incoming(
            kind=kind,
            network=self.network,
            key=key,
            room=room or address,
            direct=room is None,
            sender=address,
            name=name,
            handle=address.partition(":")[2],
            locale=locale,
            message_id=f"{self.network}-in-{key}",
            sent_at=self._clock.now(),
        )


log = structlog.get_logger()

DELETABLE = timedelta(hours=48)
_AGAIN = 0.05


class Playground(People):
    """One pretended network. Each person has a direct room at their own address."""

    def __init__(self, network: str, clock: Clock) -> None:
        """Pretend to be `network`: `telegram` has buttons, `mail` letters, any other neither."""
        super().__init__(network, clock)
        self.rooms: dict[str, list[Posted]] = {}
        self.told: dict[str, tuple[str, str]] = {}
        self.menus: list[Menu] = []
        self.sizes: dict[str, int] = {}
        """The number of people in shared rooms, where it is known."""
        self.reactions: dict[str, str] = {}
        self.without_reactions: set[str] = set()
        self.pinned: list[str] = []
        self.moderated: set[str] = set()
        """Rooms in which we may remove messages of people."""
        self.removed: list[str] = []
        self.without_pins: set[str] = set()
        self.forums: dict[str, list[str]] = {}
        """The names of the topics in rooms that are forums."""
        self.closed: frozenset[str] = frozenset()
        """The topics that are closed."""
        self.let: list[tuple[str, str]] = []
        """The people who were let into rooms."""
        self.made: list[NewRoom] = []
        self.invited: list[tuple[str, str]] = []
        self.taken_out: list[tuple[str, str]] = []
        self.join_rules: dict[str, list[str]] = {}
        """The rooms from which each room is entered freely, where that was changed."""
        self.ephemeral: dict[tuple[str, str], list[Posted]] = {}
        """The messages in a room that one person alone sees."""
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

    def refused_since(self) -> datetime | None:
        return self._refused_since

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
        name = txn.partition("-")[0] if self.capabilities.by_mail else f"{self.network}-{number}"
        posted = Posted(name, rendered, reply_to, at=self._clock.now())
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
        if message_id in self._said:
            if room not in self.moderated:
                raise Rejected("message can't be deleted")
            self.removed.append(message_id)
            return
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

    async def open_room(self, new: NewRoom) -> str:
        """Make a room, or a space."""
        if not self.capabilities.rooms:
            raise Rejected("no rooms here")
        self.made.append(new)
        return f"{self.network}:!made{len(self.made)}"

    async def invite(self, room: str, person: str) -> None:
        """Invite a person to a room."""
        self.invited.append((room, person))

    async def remove(self, room: str, person: str) -> None:
        """Take a person out of a room."""
        self.taken_out.append((room, person))

    async def set_join_rule(self, room: str, freely_from: Sequence[str]) -> None:
        """Change the rooms from which a room is entered freely."""
        self.join_rules[room] = list(freely_from)

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
        if room in self.uninvited:
            raise NotInvited("the playground's person takes no invitation")

    def _posted(self, room: str, message_id: str) -> Posted:
        return next(each for each in self.rooms[room] if each.id == message_id)
